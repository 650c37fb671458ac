{#- Schemas are exactly staging, intermediate, indicators, mart, katalog and policy, whatever the target. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
{{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}

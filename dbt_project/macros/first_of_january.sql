{#- The day that a reference year describes. -#}
{% macro first_of_january(reference_year) -%}
make_date(cast({{ reference_year }} as integer), 1, 1)
{%- endmacro %}

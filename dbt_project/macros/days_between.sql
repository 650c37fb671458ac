{#- Days from one date to another. Engines write it differently; this is the only place that knows how. -#}
{% macro days_between(from_date, to_date) -%}
date_diff('day', {{ from_date }}, {{ to_date }})
{%- endmacro %}

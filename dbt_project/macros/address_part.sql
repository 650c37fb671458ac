{#-
    A floor, door or house number as both CPR and DAR can be compared by: lower case, no padding, '' for none.
    CPR writes floor '02' and door '0003' where DAR writes '2' and '3'.
-#}
{% macro address_part(column) -%}
coalesce(trim(leading '0' from lower(trim({{ column }}))), '')
{%- endmacro %}

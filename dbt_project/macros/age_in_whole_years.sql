{#-
    Completed years on a day. The birthday itself counts, so a person born on 1 January has the age on 1 January.
    Born on 29 February: the age is reached on 29 February in leap years and on 1 March in others.
-#}
{% macro age_in_whole_years(birth_date, on_date) -%}
(
    extract(year from {{ on_date }}) - extract(year from {{ birth_date }})
    - case
        when
            extract(month from {{ on_date }}) * 100 + extract(day from {{ on_date }})
            < extract(month from {{ birth_date }}) * 100 + extract(day from {{ birth_date }})
            then 1
        else 0
    end
)
{%- endmacro %}

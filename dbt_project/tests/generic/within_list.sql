{#- Fails with every value of the column that is empty or not in the list. -#}
{% test within_list(model, column_name, accepted) %}
select
    {{ column_name }},
    count(*) as row_count
from {{ model }}
where {{ column_name }} is null or cast({{ column_name }} as string) not in ('{{ accepted | join("', '") }}')
group by {{ column_name }}
{% endtest %}

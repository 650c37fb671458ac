{#- Fails with every row whose columns, in order, do not occur as `in_columns` of `in_model`. -#}
{% test exists_in(model, columns, in_model, in_columns) %}
select child.*
from {{ model }} as child
left join {{ in_model }} as parent
    on
        {% for column in columns %}
        child.{{ column }} = parent.{{ in_columns[loop.index0] }}{% if not loop.last %} and{% endif %}
        {% endfor %}
where parent.{{ in_columns[0] }} is null
{% endtest %}

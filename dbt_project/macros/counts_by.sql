{#-
    The counts of `counts`, per atom, split one way. An indicator that has no breakdowns writes 'alle' for every
    member, and is left out of every split but 'alle' itself.
-#}
{% macro counts_by(breakdown, member) -%}
select
        indicator_code,
        reference_year,
        atom_key,
        '{{ breakdown }}' as breakdown,
        {{ member }} as breakdown_value,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(missing_count) as missing_count
    from counts
    {% if breakdown != 'alle' %}
    where {{ member }} <> 'alle'
    {% endif %}
    group by all
{%- endmacro %}

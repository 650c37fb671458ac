{{
    config(
        meta={
            'rule_id': 'MART-008',
            'severity': 'critical',
            'says': 'A figure has a value when it was measured, and only then; what a register has not delivered is never a number.',
            'dagster': {'ref': {'name': 'indicator_values'}}
        }
    )
}}
-- fails with every figure whose status and numbers say different things
with

figures as (

    select * from {{ ref('indicator_values') }}

),

indicator_years as (

    select * from {{ ref('int_indicator_years') }}

)

select figures.*
from figures
left join indicator_years
    on
        figures.indicator_code = indicator_years.indicator_code
        and figures.reference_year = indicator_years.reference_year
where
    (figures.value_status = 'measured') <> (figures.value is not null)
    or (figures.value_status = 'not_collected') <> (figures.denominator is null)
    or (figures.denominator is null) <> (figures.numerator is null)
    or (figures.denominator is null) <> (figures.missing_count is null)
    or (figures.value_status = 'no_population') <> (coalesce(figures.denominator, -1) = 0)
    or (figures.breakdown = 'alle' and (figures.value_status = 'not_collected') = indicator_years.is_collected)
    or figures.value_status not in ('measured', 'not_collected', 'no_population')

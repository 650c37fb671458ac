{{
    config(
        meta={
            'rule_id': 'MART-004',
            'severity': 'critical',
            'says': 'Numerator, denominator and missing of the members of every breakdown are those of the figure that is not split.',
            'dagster': {'ref': {'name': 'indicator_values'}}
        }
    )
}}
-- fails with every indicator, area, year and breakdown whose members do not sum to the figure that is not split
with

additive as (

    select
        indicator_code,
        reference_year
    from {{ ref('int_indicator_years') }}
    where is_additive

),

figures as (

    select figures.*
    from {{ ref('indicator_values') }} as figures
    inner join additive
        on
            figures.indicator_code = additive.indicator_code
            and figures.reference_year = additive.reference_year

),

whole as (

    select * from figures
    where breakdown = 'alle'

),

sums as (

    select
        indicator_code,
        area_set,
        area_code,
        reference_year,
        breakdown,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(missing_count) as missing_count
    from figures
    where breakdown <> 'alle'
    group by indicator_code, area_set, area_code, reference_year, breakdown

)

select sums.*
from sums
left join whole
    on
        sums.indicator_code = whole.indicator_code
        and sums.area_set = whole.area_set
        and sums.area_code = whole.area_code
        and sums.reference_year = whole.reference_year
where
    coalesce(sums.numerator, -1) <> coalesce(whole.numerator, -1)
    or coalesce(sums.denominator, -1) <> coalesce(whole.denominator, -1)
    or coalesce(sums.missing_count, -1) <> coalesce(whole.missing_count, -1)

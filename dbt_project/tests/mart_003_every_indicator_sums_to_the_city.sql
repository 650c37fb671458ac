{{
    config(
        meta={
            'rule_id': 'MART-003',
            'severity': 'critical',
            'says': 'Numerator, denominator and missing of the areas of every set, with those in no area, are those of the city.',
            'dagster': {'ref': {'name': 'indicator_values'}}
        }
    )
}}
-- fails with every additive indicator, set, year, breakdown and member whose areas do not sum to the kommune
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

city as (

    select * from figures
    where area_set = 'kommune'

),

sums as (

    select
        indicator_code,
        area_set,
        reference_year,
        breakdown,
        breakdown_value,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(missing_count) as missing_count
    from figures
    group by indicator_code, area_set, reference_year, breakdown, breakdown_value

)

select sums.*
from sums
left join city
    on
        sums.indicator_code = city.indicator_code
        and sums.reference_year = city.reference_year
        and sums.breakdown = city.breakdown
        and sums.breakdown_value = city.breakdown_value
where
    coalesce(sums.numerator, -1) <> coalesce(city.numerator, -1)
    or coalesce(sums.denominator, -1) <> coalesce(city.denominator, -1)
    or coalesce(sums.missing_count, -1) <> coalesce(city.missing_count, -1)

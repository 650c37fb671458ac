{{
    config(
        meta={
            'rule_id': 'MART-006',
            'severity': 'critical',
            'says': 'Every indicator of the catalogue has a row for every area of every year it is defined for, with a figure or the reason why there is none.',
            'dagster': {'ref': {'name': 'indicator_values'}}
        }
    )
}}
-- fails with every indicator, area and year without a row that is not split
with

indicators as (

    select * from {{ ref('indicators') }}

),

areas as (

    select * from {{ ref('int_areas') }}

),

figures as (

    select * from {{ ref('indicator_values') }}
    where breakdown = 'alle'

)

select
    indicators.indicator_code,
    areas.area_set,
    areas.area_code,
    areas.reference_year
from indicators
inner join areas
    on
        indicators.valid_from_year <= areas.reference_year
        and (indicators.valid_to_year is null or indicators.valid_to_year >= areas.reference_year)
left join figures
    on
        indicators.indicator_code = figures.indicator_code
        and areas.area_set = figures.area_set
        and areas.area_code = figures.area_code
        and areas.reference_year = figures.reference_year
where figures.indicator_code is null

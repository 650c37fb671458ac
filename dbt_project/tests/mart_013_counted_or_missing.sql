{{
    config(
        meta={
            'rule_id': 'MART-013',
            'severity': 'critical',
            'says': 'In every indicator of all residents, everybody in an area is either counted or missing.',
            'dagster': {'ref': {'name': 'indicator_values'}}
        }
    )
}}
-- fails with every area and year in which denominator and missing are not the population
with

indicators as (

    select * from {{ ref('indicators') }}
    where counted_unit = 'residents' and age_from is null and age_to is null

),

figures as (

    select * from {{ ref('indicator_values') }}
    where breakdown = 'alle' and value_status <> 'not_collected'

),

population as (

    select * from {{ ref('population') }}

)

select
    figures.indicator_code,
    figures.area_set,
    figures.area_code,
    figures.reference_year,
    figures.denominator,
    figures.missing_count,
    population.resident_count
from figures
inner join indicators
    on
        figures.indicator_code = indicators.indicator_code
        and figures.indicator_version = indicators.indicator_version
left join population
    on
        figures.area_set = population.area_set
        and figures.area_code = population.area_code
        and figures.reference_year = population.reference_year
where figures.denominator + figures.missing_count <> coalesce(population.resident_count, -1)

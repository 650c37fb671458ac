{{
    config(
        meta={
            'rule_id': 'MART-002',
            'severity': 'critical',
            'says': 'The residents of the areas of every set, with those in no area, are the residents of the city.',
            'dagster': {'ref': {'name': 'population'}}
        }
    )
}}
-- fails with every area set and year whose residents are not those of the kommune
with

population as (

    select * from {{ ref('population') }}
    where value_status = 'measured'

),

city as (

    select * from population
    where area_set = 'kommune'

)

select
    population.area_set,
    population.reference_year,
    sum(population.resident_count) as resident_count,
    max(city.resident_count) as city_count
from population
inner join city
    on population.reference_year = city.reference_year
group by population.area_set, population.reference_year
having
    sum(population.resident_count) <> max(city.resident_count)
    or sum(population.unplaced_count) <> max(city.unplaced_count)

{{
    config(
        meta={
            'rule_id': 'MART-014',
            'severity': 'critical',
            'says': 'Of the residents of the city, no more are placed nowhere than can be believed.',
            'dagster': {'ref': {'name': 'population'}}
        }
    )
}}
-- fails with every year in which more residents are placed nowhere than the limit in dbt_project.yml
with

city as (

    select * from {{ ref('population') }}
    where area_set = 'kommune'

),

placed_years as (

    select reference_year from {{ ref('int_reference_years') }}
    where is_placing_collected

)

select city.*
from city
inner join placed_years
    on city.reference_year = placed_years.reference_year
where 100 * city.unplaced_count > {{ var('max_unplaced_pct') }} * city.resident_count

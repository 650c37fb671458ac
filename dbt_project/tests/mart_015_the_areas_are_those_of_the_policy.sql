{{
    config(
        meta={
            'rule_id': 'MART-015',
            'severity': 'critical',
            'says': 'The udsatte byområder of every year are those that the newest confirmed policy with areas points out.',
            'dagster': {'ref': {'name': 'population'}}
        }
    )
}}
-- fails with every udsat byområde that stands in the layer or in the policy, but not in both
with

newest_policy as (

    select max(policy_version) as policy_version from {{ ref('policy_areas') }}
    where is_confirmed

),

policy_areas as (

    select distinct
        areas.area_set,
        areas.area_code
    from {{ ref('policy_areas') }} as areas
    inner join newest_policy
        on areas.policy_version = newest_policy.policy_version

),

placed_years as (

    select reference_year
    from {{ ref('int_reference_years') }}
    where is_placing_collected

),

expected as (

    select
        policy_areas.area_set,
        policy_areas.area_code,
        placed_years.reference_year
    from policy_areas
    cross join placed_years

),

found as (

    select
        population.area_set,
        population.area_code,
        population.reference_year
    from {{ ref('population') }} as population
    inner join placed_years
        on population.reference_year = placed_years.reference_year
    where
        population.area_set = 'udsat_byomraade'
        and population.area_code not in ('uden-for-inddeling', 'resten-af-byen')

)

select
    coalesce(expected.area_code, found.area_code) as area_code,
    coalesce(expected.reference_year, found.reference_year) as reference_year,
    found.area_code is not null as is_in_layer,
    expected.area_code is not null as is_in_policy
from expected
full outer join found
    on
        expected.area_set = found.area_set
        and expected.area_code = found.area_code
        and expected.reference_year = found.reference_year
where expected.area_code is null or found.area_code is null

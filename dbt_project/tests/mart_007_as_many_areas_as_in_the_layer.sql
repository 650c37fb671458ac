{{
    config(
        meta={
            'rule_id': 'MART-007',
            'severity': 'critical',
            'says': 'Every area set has exactly the areas that the layer of the year names.',
            'dagster': {'ref': {'name': 'population'}}
        }
    )
}}
-- fails with every area set and year whose number of areas is not that of the layer delivered
with

layers as (

    select
        'bydel' as area_set,
        reference_year,
        count(distinct bydel_code) as area_count
    from {{ ref('stg_geografi__bydele') }}
    group by reference_year
    union all
    select
        'kvarter' as area_set,
        reference_year,
        count(distinct kvarter_code) as area_count
    from {{ ref('stg_geografi__kvarterer') }}
    group by reference_year
    union all
    select
        'lokaludvalg' as area_set,
        reference_year,
        count(distinct substring(kvarter_code, 2, 2)) as area_count
    from {{ ref('stg_geografi__kvarterer') }}
    group by reference_year
    union all
    select
        'rode' as area_set,
        reference_year,
        count(distinct rode_code) as area_count
    from {{ ref('stg_geografi__roder') }}
    group by reference_year
    union all
    select
        'udsat_byomraade' as area_set,
        reference_year,
        count(distinct delomraade_name) as area_count
    from {{ ref('stg_geografi__udsatte_byomraader') }}
    group by reference_year

),

placed_years as (

    select reference_year
    from {{ ref('int_reference_years') }}
    where is_placing_collected

),

published as (

    select
        area_set,
        reference_year,
        count(*) as area_count
    from {{ ref('population') }}
    where area_code not in ('uden-for-inddeling', 'resten-af-byen')
    group by area_set, reference_year

)

select
    layers.area_set,
    layers.reference_year,
    layers.area_count as layer_count,
    published.area_count
from layers
inner join placed_years
    on layers.reference_year = placed_years.reference_year
left join published
    on
        layers.area_set = published.area_set
        and layers.reference_year = published.reference_year
where coalesce(published.area_count, 0) <> layers.area_count

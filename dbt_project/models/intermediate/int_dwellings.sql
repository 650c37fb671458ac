-- one row per occupied dwelling and reference year: its residents and the dwelling area BBR gives it
with

residents as (

    select * from {{ ref('int_residents') }}
    where dwelling_key is not null

),

units as (

    select * from {{ ref('stg_residence__dwelling_units') }}
    where status_code = '6'

),

limits as (

    select
        reference_year,
        max(case when parameter_name = 'min_usage_code' then parameter_value end) as min_usage_code,
        max(case when parameter_name = 'max_usage_code' then parameter_value end) as max_usage_code,
        max(case when parameter_name = 'min_dwelling_area_m2' then parameter_value end) as min_dwelling_area_m2,
        max(case when parameter_name = 'max_dwelling_area_m2' then parameter_value end) as max_dwelling_area_m2,
        max(case when parameter_name = 'max_residents' then parameter_value end) as max_residents
    from {{ ref('int_indicator_parameters') }}
    where indicator_code = 'D05'
    group by reference_year

),

occupied as (

    select
        dwelling_key,
        reference_year,
        max(atom_key) as atom_key,
        count(*) as resident_count
    from residents
    group by dwelling_key, reference_year

),

dwelling_areas as (

    select
        units.dwelling_key,
        units.reference_year,
        sum(units.residential_area_m2) as dwelling_area_m2
    from units
    inner join limits
        on units.reference_year = limits.reference_year
    where try_cast(units.usage_code as integer) between limits.min_usage_code and limits.max_usage_code
    group by units.dwelling_key, units.reference_year

),

int_dwellings as (

    select
        occupied.dwelling_key,
        occupied.reference_year,
        occupied.atom_key,
        cast(occupied.resident_count as integer) as resident_count,
        cast(dwelling_areas.dwelling_area_m2 as bigint) as dwelling_area_m2,
        dwelling_areas.dwelling_area_m2 is not null as has_dwelling,
        coalesce(
            dwelling_areas.dwelling_area_m2 between limits.min_dwelling_area_m2 and limits.max_dwelling_area_m2
            and occupied.resident_count <= limits.max_residents,
            false
        ) as is_within_limits
    from occupied
    inner join limits
        on occupied.reference_year = limits.reference_year
    left join dwelling_areas
        on
            occupied.dwelling_key = dwelling_areas.dwelling_key
            and occupied.reference_year = dwelling_areas.reference_year

)

select * from int_dwellings

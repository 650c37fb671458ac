-- one row per area set, area and reference year, on the latest boundaries
with

latest_boundaries as (

    select max(boundary_year) as boundary_year from {{ ref('stg_geography__areas') }}

),

areas as (

    select areas.*
    from {{ ref('stg_geography__areas') }} as areas
    inner join latest_boundaries
        on
            areas.boundary_year = latest_boundaries.boundary_year
            and areas.reference_year = latest_boundaries.boundary_year

),

reference_years as (

    select reference_year from {{ ref('int_reference_years') }}

),

residual_areas as (

    select distinct
        area_set,
        area_code,
        reference_year
    from {{ ref('int_area_atoms_today') }}
    where area_code in ('uden-for-inddeling', 'resten-af-byen')

),

int_areas_today as (

    select
        areas.area_set,
        areas.area_code,
        areas.area_name,
        areas.parent_area_code,
        areas.area_m2,
        areas.boundary_year,
        reference_years.reference_year,
        false as is_residual
    from areas
    cross join reference_years
    union all
    select
        residual_areas.area_set,
        residual_areas.area_code,
        case residual_areas.area_code
            when 'resten-af-byen' then 'Resten af byen'
            else 'Uden for inddeling'
        end as area_name,
        cast(null as string) as parent_area_code,
        cast(null as bigint) as area_m2,
        latest_boundaries.boundary_year,
        residual_areas.reference_year,
        true as is_residual
    from residual_areas
    cross join latest_boundaries

)

select * from int_areas_today

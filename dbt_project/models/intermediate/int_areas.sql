-- one row per area set, area and reference year, on the boundaries of the time
-- A year without boundaries of its own takes those of the year before it, else the first there are: its areas are
-- listed, though nobody can be placed in them. The two areas of those who are in no area are rows like the others.
with

areas as (

    select * from {{ ref('stg_geography__areas') }}
    where boundary_year = reference_year

),

reference_years as (

    select reference_year from {{ ref('int_reference_years') }}

),

boundary_years as (

    select distinct reference_year from areas

),

boundaries_of_year as (

    select
        reference_years.reference_year,
        coalesce(
            max(
                case
                    when boundary_years.reference_year <= reference_years.reference_year
                        then boundary_years.reference_year
                end
            ),
            min(boundary_years.reference_year)
        ) as boundary_year
    from reference_years
    cross join boundary_years
    group by reference_years.reference_year

),

named_areas as (

    select
        areas.area_set,
        areas.area_code,
        areas.area_name,
        areas.parent_area_code,
        areas.area_m2,
        boundaries_of_year.boundary_year,
        boundaries_of_year.reference_year,
        false as is_residual
    from areas
    inner join boundaries_of_year
        on areas.reference_year = boundaries_of_year.boundary_year

),

area_sets as (

    select distinct
        area_set,
        boundary_year,
        reference_year
    from named_areas
    where area_set <> 'kommune'

),

-- Sets that leave a part of the city out, as the udsatte byområder do.
sets_with_a_rest as (

    select distinct
        area_set,
        reference_year
    from {{ ref('int_area_atoms') }}
    where area_code = 'resten-af-byen'

),

residual_areas as (

    select
        area_set,
        'uden-for-inddeling' as area_code,
        'Uden for inddeling' as area_name,
        boundary_year,
        reference_year
    from area_sets
    union all
    select
        area_sets.area_set,
        'resten-af-byen' as area_code,
        'Resten af byen' as area_name,
        area_sets.boundary_year,
        area_sets.reference_year
    from area_sets
    inner join sets_with_a_rest
        on
            area_sets.area_set = sets_with_a_rest.area_set
            and area_sets.reference_year = sets_with_a_rest.reference_year

),

int_areas as (

    select * from named_areas
    union all
    select
        area_set,
        area_code,
        area_name,
        cast(null as string) as parent_area_code,
        cast(null as bigint) as area_m2,
        boundary_year,
        reference_year,
        true as is_residual
    from residual_areas

)

select * from int_areas

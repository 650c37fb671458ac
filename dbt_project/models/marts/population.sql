-- one row per area set, area and reference year
with

residents as (

    select * from {{ ref('int_residents') }}

),

areas as (

    select * from {{ ref('int_areas') }}

),

area_atoms as (

    select * from {{ ref('int_area_atoms') }}

),

reference_years as (

    select * from {{ ref('int_reference_years') }}

),

atom_residents as (

    select
        reference_year,
        atom_key,
        count(*) as resident_count
    from residents
    group by reference_year, atom_key

),

area_residents as (

    select
        area_atoms.area_set,
        area_atoms.area_code,
        area_atoms.reference_year,
        sum(atom_residents.resident_count) as resident_count,
        sum(
            case when atom_residents.atom_key = 'uden-for-inddeling' then atom_residents.resident_count else 0 end
        ) as unplaced_count
    from atom_residents
    inner join area_atoms
        on
            atom_residents.atom_key = area_atoms.atom_key
            and atom_residents.reference_year = area_atoms.reference_year
    group by area_atoms.area_set, area_atoms.area_code, area_atoms.reference_year

),

counted as (

    select
        areas.area_set,
        areas.area_code,
        areas.area_name,
        areas.reference_year,
        coalesce(area_residents.resident_count, 0) as resident_count,
        coalesce(area_residents.unplaced_count, 0) as unplaced_count,
        case
            when areas.area_set = 'kommune' then reference_years.is_population_collected
            else reference_years.is_placing_collected
        end as is_collected
    from areas
    inner join reference_years
        on areas.reference_year = reference_years.reference_year
    left join area_residents
        on
            areas.area_set = area_residents.area_set
            and areas.area_code = area_residents.area_code
            and areas.reference_year = area_residents.reference_year

),

population as (

    select
        area_set,
        area_code,
        area_name,
        reference_year,
        cast(case when is_collected then resident_count end as bigint) as resident_count,
        cast(case when is_collected then unplaced_count end as bigint) as unplaced_count,
        case when is_collected then 'measured' else 'not_collected' end as value_status,
        'not protected against disclosure' as disclosure_status
    from counted

)

select * from population

-- one row per area set, atom, reference year and year of the boundaries: the area that the atom counts in
-- Every reference year is there on the boundaries of its time and on the latest; a figure is made on one of the two.
with

placements as (

    select * from {{ ref('stg_geography__atom_areas') }}

),

reference_years as (

    select reference_year from {{ ref('int_reference_years') }}

),

latest_boundaries as (

    select max(boundary_year) as boundary_year from {{ ref('stg_geography__areas') }}

),

boundary_years as (

    select
        reference_year,
        reference_year as boundary_year
    from reference_years
    union
    select
        reference_years.reference_year,
        latest_boundaries.boundary_year
    from reference_years
    cross join latest_boundaries
    where latest_boundaries.boundary_year is not null

),

atom_areas as (

    select * from placements
    where area_set <> 'kommune'

),

area_sets as (

    select distinct area_set from atom_areas

),

atoms as (

    select distinct
        placements.atom_key,
        boundary_years.reference_year,
        boundary_years.boundary_year
    from placements
    inner join boundary_years
        on placements.reference_year = boundary_years.reference_year

),

unplaced_atoms as (

    select
        'uden-for-inddeling' as atom_key,
        reference_year,
        boundary_year
    from boundary_years

),

whole_city as (

    select
        'kommune' as area_set,
        '{{ var("municipality_code") }}' as area_code,
        atom_key,
        reference_year,
        boundary_year
    from atoms
    union all
    select
        'kommune' as area_set,
        '{{ var("municipality_code") }}' as area_code,
        atom_key,
        reference_year,
        boundary_year
    from unplaced_atoms

),

in_no_area as (

    select
        area_sets.area_set,
        'resten-af-byen' as area_code,
        atoms.atom_key,
        atoms.reference_year,
        atoms.boundary_year
    from area_sets
    cross join atoms
    left join atom_areas
        on
            area_sets.area_set = atom_areas.area_set
            and atoms.atom_key = atom_areas.atom_key
            and atoms.reference_year = atom_areas.reference_year
            and atoms.boundary_year = atom_areas.boundary_year
    where atom_areas.area_code is null
    union all
    select
        area_sets.area_set,
        'uden-for-inddeling' as area_code,
        unplaced_atoms.atom_key,
        unplaced_atoms.reference_year,
        unplaced_atoms.boundary_year
    from area_sets
    cross join unplaced_atoms

),

in_all_areas as (

    select * from whole_city
    union all
    select
        area_set,
        area_code,
        atom_key,
        reference_year,
        boundary_year
    from atom_areas
    union all
    select * from in_no_area

),

int_area_atoms_by_boundary as (

    select
        in_all_areas.area_set,
        in_all_areas.area_code,
        in_all_areas.atom_key,
        in_all_areas.reference_year,
        in_all_areas.boundary_year,
        in_all_areas.boundary_year = in_all_areas.reference_year as is_of_the_time,
        coalesce(in_all_areas.boundary_year = latest_boundaries.boundary_year, false) as is_of_today
    from in_all_areas
    cross join latest_boundaries

)

select * from int_area_atoms_by_boundary

-- one row per area set, atom and reference year: the area that the atom counts in
with

atom_areas as (

    select * from {{ ref('stg_geography__atom_areas') }}
    where area_set <> 'kommune'

),

reference_years as (

    select reference_year from {{ ref('int_reference_years') }}

),

area_sets as (

    select distinct area_set from atom_areas

),

placed_atoms as (

    select distinct
        atom_key,
        reference_year
    from {{ ref('stg_geography__atom_areas') }}

),

unplaced_atoms as (

    select
        'uden-for-inddeling' as atom_key,
        reference_year
    from reference_years

),

whole_city as (

    select
        'kommune' as area_set,
        '{{ var("municipality_code") }}' as area_code,
        atom_key,
        reference_year
    from placed_atoms
    union all
    select
        'kommune' as area_set,
        '{{ var("municipality_code") }}' as area_code,
        atom_key,
        reference_year
    from unplaced_atoms

),

in_no_area as (

    select
        area_sets.area_set,
        'resten-af-byen' as area_code,
        placed_atoms.atom_key,
        placed_atoms.reference_year
    from area_sets
    cross join placed_atoms
    left join atom_areas
        on
            area_sets.area_set = atom_areas.area_set
            and placed_atoms.atom_key = atom_areas.atom_key
            and placed_atoms.reference_year = atom_areas.reference_year
    where atom_areas.area_code is null
    union all
    select
        area_sets.area_set,
        'uden-for-inddeling' as area_code,
        unplaced_atoms.atom_key,
        unplaced_atoms.reference_year
    from area_sets
    cross join unplaced_atoms

),

int_area_atoms as (

    select * from whole_city
    union all
    select
        area_set,
        area_code,
        atom_key,
        reference_year
    from atom_areas
    union all
    select * from in_no_area

)

select * from int_area_atoms

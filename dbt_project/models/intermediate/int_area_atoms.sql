-- one row per area set, atom and reference year: the area that the atom counts in, on the boundaries of the time
with

area_atoms as (

    select * from {{ ref('int_area_atoms_by_boundary') }}

),

int_area_atoms as (

    select
        area_set,
        area_code,
        atom_key,
        reference_year
    from area_atoms
    where is_of_the_time

)

select * from int_area_atoms

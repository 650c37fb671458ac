-- one row per atom, area set, reference year and year of the boundaries
with

source as (

    select * from {{ source('geography', 'atom_area') }}

),

stg_geography__atom_areas as (

    select
        cast(atom_key as string) as atom_key,
        cast(area_set as string) as area_set,
        cast(area_code as string) as area_code,
        cast(reference_year as smallint) as reference_year,
        cast(boundary_year as smallint) as boundary_year
    from source

)

select * from stg_geography__atom_areas

-- one row per access address and reference year
with

source as (

    select * from {{ source('geography', 'access_address_atom') }}

),

stg_geography__access_address_atoms as (

    select
        cast(access_address_id as string) as access_address_id,
        cast(reference_year as smallint) as reference_year,
        cast(atom_key as string) as atom_key,
        cast(placement_code as string) as placement_code
    from source

)

select * from stg_geography__access_address_atoms

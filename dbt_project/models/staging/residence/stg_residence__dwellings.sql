-- one row per dwelling and reference year
with

source as (

    select * from {{ source('residence', 'dwelling') }}

),

stg_residence__dwellings as (

    select
        cast(dwelling_key as bigint) as dwelling_key,
        cast(reference_year as smallint) as reference_year,
        cast(atom_key as string) as atom_key,
        cast(placement_code as string) as placement_code,
        cast(unit_count as integer) as unit_count
    from source

)

select * from stg_residence__dwellings

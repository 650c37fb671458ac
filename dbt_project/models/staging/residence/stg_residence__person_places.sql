-- one row per resident by the status extract and reference year
with

source as (

    select * from {{ source('residence', 'person_place') }}

),

stg_residence__person_places as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(atom_key as string) as atom_key,
        cast(placement_code as string) as placement_code,
        cast(dwelling_key as bigint) as dwelling_key,
        cast(matched_by as string) as matched_by,
        cast(is_address_id_known as boolean) as is_address_id_known
    from source

)

select * from stg_residence__person_places

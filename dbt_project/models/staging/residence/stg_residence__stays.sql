-- one row per stay of a person in the municipality and calendar year
with

source as (

    select * from {{ source('residence', 'stay') }}

),

stg_residence__stays as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(from_date as date) as from_date,
        cast(to_date as date) as to_date,
        cast(atom_key as string) as atom_key,
        cast(placement_code as string) as placement_code,
        cast(municipality_code as string) as municipality_code,
        cast(begins_code as string) as begins_code,
        cast(ends_code as string) as ends_code,
        cast(sex_code as string) as sex_code,
        cast(birth_date as date) as birth_date
    from source

)

select * from stg_residence__stays

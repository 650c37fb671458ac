-- one row per person of 15 years and over with an education registered, by reference year
with

source as (

    select * from {{ source('udda', 'education') }}

),

stg_udda__educations as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(hfaudd_code as string) as hfaudd_code
    from source

)

select * from stg_udda__educations

-- one row per person and reference year with an address in the CPR extract
with

source as (

    select * from {{ source('cpr', 'address') }}

),

stg_cpr__addresses as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(municipality_code as string) as municipality_code,
        cast(moved_in_date as date) as moved_in_date
    from source

)

select * from stg_cpr__addresses

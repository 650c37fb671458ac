-- one row per person and reference year in the CPR extract, residents or not
with

source as (

    select * from {{ source('cpr', 'person') }}

),

stg_cpr__persons as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(status_code as string) as status_code,
        cast(sex_code as string) as sex_code,
        cast(birth_date as date) as birth_date
    from source

)

select * from stg_cpr__persons

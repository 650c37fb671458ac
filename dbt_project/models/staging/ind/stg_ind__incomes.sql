-- one row per person of 15 years and over and reference year in the income register
with

source as (

    select * from {{ source('ind', 'income') }}

),

stg_ind__incomes as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(gross_income_oere as bigint) as gross_income_oere
    from source

)

select * from stg_ind__incomes

-- one row per person, ISO year and run of weeks with the same benefit, by reference year
with

source as (

    select * from {{ source('dream', 'week_status') }}

),

stg_dream__week_statuses as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(iso_year as smallint) as iso_year,
        cast(from_date as date) as from_date,
        cast(week_count as smallint) as week_count,
        cast(benefit_code as string) as benefit_code
    from source

)

select * from stg_dream__week_statuses

-- one row per resident and reference year in RAS
with

source as (

    select * from {{ source('ras', 'status') }}

),

stg_ras__statuses as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(origin_code as string) as origin_code,
        cast(is_western as boolean) as is_western,
        cast(ras_status_code as string) as ras_status_code
    from source

)

select * from stg_ras__statuses

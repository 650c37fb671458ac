-- one row per BBR unit and reference year
with

source as (

    select * from {{ source('bbr', 'unit') }}

),

stg_bbr__units as (

    select
        cast(unit_id as string) as unit_id,
        cast(reference_year as smallint) as reference_year,
        cast(address_id as string) as address_id,
        cast(usage_code as string) as usage_code,
        cast(residential_area_m2 as integer) as residential_area_m2,
        cast(status_code as string) as status_code
    from source

)

select * from stg_bbr__units

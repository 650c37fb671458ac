-- one row per BBR unit of a dwelling and reference year; units have no key of their own
with

source as (

    select * from {{ source('residence', 'dwelling_unit') }}

),

stg_residence__dwelling_units as (

    select
        cast(dwelling_key as bigint) as dwelling_key,
        cast(reference_year as smallint) as reference_year,
        cast(status_code as string) as status_code,
        cast(usage_code as string) as usage_code,
        cast(dwelling_type_code as string) as dwelling_type_code,
        cast(residential_area_m2 as integer) as residential_area_m2,
        cast(room_count as integer) as room_count,
        cast(toilet_code as string) as toilet_code,
        cast(bath_code as string) as bath_code,
        cast(kitchen_code as string) as kitchen_code,
        cast(heating_code as string) as heating_code,
        cast(tenure_code as string) as tenure_code
    from source

)

select * from stg_residence__dwelling_units

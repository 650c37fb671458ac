-- one row per station and reference year
with

source as (

    select * from {{ source('geografi', 'station') }}

),

stg_geografi__stations as (

    select
        cast(station_code as string) as station_code,
        cast(reference_year as smallint) as reference_year,
        cast(station_name as string) as station_name,
        cast(station_type as string) as station_type,
        cast(opened_date as date) as opened_date
    from source

)

select * from stg_geografi__stations

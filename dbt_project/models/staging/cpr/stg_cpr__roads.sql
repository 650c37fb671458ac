-- one row per road and reference year in the CPR road register
with

source as (

    select * from {{ source('cpr', 'road') }}

),

stg_cpr__roads as (

    select
        cast(municipality_code as string) as municipality_code,
        cast(road_code as string) as road_code,
        cast(reference_year as smallint) as reference_year,
        cast(road_name as string) as road_name,
        cast(road_addressing_name as string) as road_addressing_name,
        cast(road_from_date as date) as road_from_date
    from source

)

select * from stg_cpr__roads

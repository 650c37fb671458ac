-- one row per named road, municipality and reference year
with

source as (

    select * from {{ source('dar', 'named_road_part') }}

),

stg_dar__named_road_parts as (

    select
        cast(named_road_id as string) as named_road_id,
        cast(municipality_code as string) as municipality_code,
        cast(reference_year as smallint) as reference_year,
        cast(road_code as string) as road_code
    from source

)

select * from stg_dar__named_road_parts

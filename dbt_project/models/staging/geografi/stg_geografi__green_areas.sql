-- one row per green area and reference year
with

source as (

    select * from {{ source('geografi', 'green_area') }}

),

stg_geografi__green_areas as (

    select
        cast(green_area_code as string) as green_area_code,
        cast(reference_year as smallint) as reference_year,
        cast(green_area_name as string) as green_area_name,
        cast(green_area_type as string) as green_area_type,
        cast(is_public as boolean) as is_public
    from source

)

select * from stg_geografi__green_areas

-- one row per initiative, area and reference year
with

source as (

    select * from {{ source('indsatser', 'initiative_area') }}

),

stg_indsatser__initiative_areas as (

    select
        cast(initiative_key as bigint) as initiative_key,
        cast(reference_year as smallint) as reference_year,
        cast(area_set as string) as area_set,
        cast(area_code as string) as area_code
    from source

)

select * from stg_indsatser__initiative_areas

-- one row per area set, area, reference year and year of the boundaries
with

source as (

    select * from {{ source('geography', 'area') }}

),

stg_geography__areas as (

    select
        cast(area_set as string) as area_set,
        cast(area_code as string) as area_code,
        cast(area_name as string) as area_name,
        cast(parent_area_code as string) as parent_area_code,
        cast(area_m2 as bigint) as area_m2,
        cast(reference_year as smallint) as reference_year,
        cast(boundary_year as smallint) as boundary_year
    from source

)

select * from stg_geography__areas

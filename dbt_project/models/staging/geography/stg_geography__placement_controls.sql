-- one row per access address and reference year
with

source as (

    select * from {{ source('geography', 'placement_control') }}

),

stg_geography__placement_controls as (

    select
        cast(access_address_id as string) as access_address_id,
        cast(reference_year as smallint) as reference_year,
        cast(rode_by_polygon as string) as rode_by_polygon,
        cast(rode_by_table as string) as rode_by_table,
        cast(agreement_code as string) as agreement_code
    from source

)

select * from stg_geography__placement_controls

-- one row per feature of the layer of roder and reference year
with

source as (

    select * from {{ source('geografi', 'rode') }}

),

stg_geografi__roder as (

    select
        cast(rode_code as string) as rode_code,
        cast(reference_year as smallint) as reference_year
    from source

)

select * from stg_geografi__roder

-- one row per feature of the layer of bydele and reference year
with

source as (

    select * from {{ source('geografi', 'bydel') }}

),

stg_geografi__bydele as (

    select
        cast(bydel_code as string) as bydel_code,
        cast(reference_year as smallint) as reference_year
    from source

)

select * from stg_geografi__bydele

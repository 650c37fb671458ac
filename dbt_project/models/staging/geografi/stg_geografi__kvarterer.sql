-- one row per feature of the layer of kvarterer and reference year
with

source as (

    select * from {{ source('geografi', 'kvarter') }}

),

stg_geografi__kvarterer as (

    select
        cast(kvarter_code as string) as kvarter_code,
        cast(reference_year as smallint) as reference_year
    from source

)

select * from stg_geografi__kvarterer

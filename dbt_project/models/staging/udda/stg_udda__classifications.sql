-- one row per education code and reference year
with

source as (

    select * from {{ source('udda', 'classification') }}

),

stg_udda__classifications as (

    select
        cast(hfaudd_code as string) as hfaudd_code,
        cast(reference_year as smallint) as reference_year,
        cast(disced15_main_code as string) as disced15_main_code
    from source

)

select * from stg_udda__classifications

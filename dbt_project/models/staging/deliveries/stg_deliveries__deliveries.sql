-- one row per accepted delivery in force
with

source as (

    select * from {{ source('deliveries', 'delivery') }}

),

stg_deliveries__deliveries as (

    select
        cast(register as string) as register,
        cast(product as string) as product,
        cast(kind_code as string) as kind_code,
        cast(period as string) as period,
        cast(reference_year as smallint) as reference_year,
        cast(delivery_key as string) as delivery_key,
        cast(version as integer) as version,
        cast(delivery_number as integer) as delivery_number,
        cast(reference_date as date) as reference_date,
        cast(row_count as bigint) as row_count,
        cast(quarantined_count as bigint) as quarantined_count
    from source

)

select * from stg_deliveries__deliveries

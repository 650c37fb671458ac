-- one row per DAR address and reference year
with

source as (

    select * from {{ source('dar', 'address') }}

),

stg_dar__addresses as (

    select
        cast(address_id as string) as address_id,
        cast(reference_year as smallint) as reference_year,
        cast(access_address_id as string) as access_address_id,
        {{ address_part('floor_code') }} as floor_code,
        {{ address_part('door_code') }} as door_code,
        cast(status_code as string) as status_code
    from source

)

select * from stg_dar__addresses

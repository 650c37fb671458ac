-- one row per person and reference year with an address in the CPR extract
with

source as (

    select * from {{ source('cpr', 'address') }}

),

stg_cpr__addresses as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(municipality_code as string) as municipality_code,
        cast(road_code as string) as road_code,
        {{ address_part('house_number') }} as house_number,
        {{ address_part('floor_code') }} as floor_code,
        {{ address_part('door_code') }} as door_code,
        cast(address_id as string) as address_id
    from source

)

select * from stg_cpr__addresses

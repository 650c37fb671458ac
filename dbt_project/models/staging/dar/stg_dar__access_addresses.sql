-- one row per access address (husnummer) and reference year
with

source as (

    select * from {{ source('dar', 'access_address') }}

),

stg_dar__access_addresses as (

    select
        cast(access_address_id as string) as access_address_id,
        cast(reference_year as smallint) as reference_year,
        {{ address_part('house_number') }} as house_number,
        cast(named_road_id as string) as named_road_id,
        cast(municipality_code as string) as municipality_code,
        cast(status_code as string) as status_code
    from source

)

select * from stg_dar__access_addresses

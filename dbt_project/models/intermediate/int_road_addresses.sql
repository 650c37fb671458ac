-- one row per DAR address in force and reference year, written as CPR writes an address without an id
with

addresses as (

    select * from {{ ref('stg_dar__addresses') }}
    where status_code = '3'

),

access_addresses as (

    select * from {{ ref('stg_dar__access_addresses') }}

),

named_road_parts as (

    select * from {{ ref('stg_dar__named_road_parts') }}

),

int_road_addresses as (

    select
        addresses.address_id,
        addresses.reference_year,
        access_addresses.municipality_code,
        named_road_parts.road_code,
        access_addresses.house_number,
        addresses.floor_code,
        addresses.door_code
    from addresses
    inner join access_addresses
        on
            addresses.access_address_id = access_addresses.access_address_id
            and addresses.reference_year = access_addresses.reference_year
    inner join named_road_parts
        on
            access_addresses.named_road_id = named_road_parts.named_road_id
            and access_addresses.municipality_code = named_road_parts.municipality_code
            and access_addresses.reference_year = named_road_parts.reference_year

)

select * from int_road_addresses

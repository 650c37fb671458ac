-- one row per resident and reference year whom no address id places, but whose road code, house number, floor and
-- door fit at least one address in force
-- is_unique tells whether they fit exactly one; a guess between several is no placement.
with

without_address as (

    select
        person_key,
        reference_year
    from {{ ref('int_population') }}
    where has_fixed_address and placement_code is null

),

cpr_addresses as (

    select * from {{ ref('stg_cpr__addresses') }}

),

road_addresses as (

    select * from {{ ref('int_road_addresses') }}

),

addresses as (

    select * from {{ ref('int_addresses') }}

),

matches as (

    select
        cpr_addresses.person_key,
        cpr_addresses.reference_year,
        min(road_addresses.address_id) as address_id,
        count(*) = 1 as is_unique
    from without_address
    inner join cpr_addresses
        on
            without_address.person_key = cpr_addresses.person_key
            and without_address.reference_year = cpr_addresses.reference_year
    inner join road_addresses
        on
            cpr_addresses.reference_year = road_addresses.reference_year
            and cpr_addresses.municipality_code = road_addresses.municipality_code
            and cpr_addresses.road_code = road_addresses.road_code
            and cpr_addresses.house_number = road_addresses.house_number
            and cpr_addresses.floor_code = road_addresses.floor_code
            and cpr_addresses.door_code = road_addresses.door_code
    group by cpr_addresses.person_key, cpr_addresses.reference_year

),

int_resident_road_matches as (

    select
        matches.person_key,
        matches.reference_year,
        matches.is_unique,
        case when matches.is_unique then addresses.address_id end as address_id,
        case when matches.is_unique then addresses.placement_code else 'address_ambiguous' end as placement_code,
        case when matches.is_unique then addresses.atom_key else 'uden-for-inddeling' end as atom_key
    from matches
    left join addresses
        on
            matches.address_id = addresses.address_id
            and matches.reference_year = addresses.reference_year

)

select * from int_resident_road_matches

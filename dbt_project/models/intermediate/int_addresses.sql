-- one row per DAR address and reference year: the atom it lies in, or why it lies in none
with

addresses as (

    select * from {{ ref('stg_dar__addresses') }}

),

placements as (

    select * from {{ ref('stg_geography__access_address_atoms') }}

),

int_addresses as (

    select
        addresses.address_id,
        addresses.reference_year,
        coalesce(placements.placement_code, 'no_point') as placement_code,
        case
            when placements.placement_code = 'placed' then placements.atom_key
            else 'uden-for-inddeling'
        end as atom_key
    from addresses
    left join placements
        on
            addresses.access_address_id = placements.access_address_id
            and addresses.reference_year = placements.reference_year

)

select * from int_addresses

-- one row per resident of the municipality and reference year: age, and the place that the address id gives
-- Population rule: CPR status 01 (resident) or 03 (resident on a road code that is no road) and an address in the
-- municipality at 1 January. placement_code is null where DAR does not know the address by id.
with

persons as (

    select * from {{ ref('stg_cpr__persons') }}
    where status_code in ('01', '03')

),

cpr_addresses as (

    select
        person_key,
        reference_year,
        address_id,
        coalesce(road_code < '{{ var("first_road_code_without_address") }}', false) as has_road
    from {{ ref('stg_cpr__addresses') }}
    where municipality_code = '{{ var("municipality_code") }}'

),

addresses as (

    select * from {{ ref('int_addresses') }}

),

residents as (

    select
        persons.person_key,
        persons.reference_year,
        coalesce(persons.sex_code, 'uoplyst') as sex_code,
        cast(
            {{ age_in_whole_years('persons.birth_date', first_of_january('persons.reference_year')) }} as smallint
        ) as age_years,
        persons.status_code <> '03' and cpr_addresses.has_road as has_fixed_address,
        case when persons.status_code <> '03' and cpr_addresses.has_road then cpr_addresses.address_id end as address_id
    from persons
    inner join cpr_addresses
        on
            persons.person_key = cpr_addresses.person_key
            and persons.reference_year = cpr_addresses.reference_year

),

int_population as (

    select
        residents.person_key,
        residents.reference_year,
        residents.sex_code,
        residents.age_years,
        residents.has_fixed_address,
        addresses.address_id,
        addresses.placement_code,
        addresses.atom_key
    from residents
    left join addresses
        on
            residents.address_id = addresses.address_id
            and residents.reference_year = addresses.reference_year

)

select * from int_population

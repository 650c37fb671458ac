-- one row per resident of the municipality and reference year: age and place
-- Population rule: CPR status 01 (resident) or 03 (resident on a road code that is no road) and an address in the
-- municipality at 1 January.
with

persons as (

    select * from {{ ref('stg_cpr__persons') }}
    where status_code in ('01', '03')

),

cpr_addresses as (

    select * from {{ ref('stg_cpr__addresses') }}
    where municipality_code = '{{ var("municipality_code") }}'

),

person_places as (

    select * from {{ ref('stg_residence__person_places') }}

),

int_population as (

    select
        persons.person_key,
        persons.reference_year,
        coalesce(persons.sex_code, 'uoplyst') as sex_code,
        cast(
            {{ age_in_whole_years('persons.birth_date', first_of_january('persons.reference_year')) }} as smallint
        ) as age_years,
        coalesce(person_places.placement_code, 'address_unknown') as placement_code,
        coalesce(person_places.atom_key, 'uden-for-inddeling') as atom_key,
        person_places.dwelling_key
    from persons
    inner join cpr_addresses
        on
            persons.person_key = cpr_addresses.person_key
            and persons.reference_year = cpr_addresses.reference_year
    left join person_places
        on
            persons.person_key = person_places.person_key
            and persons.reference_year = person_places.reference_year

)

select * from int_population

-- one row per resident and reference year: age, place, and what the registers know
with

population as (

    select * from {{ ref('int_population') }}

),

road_matches as (

    select * from {{ ref('int_resident_road_matches') }}

),

ages as (

    select * from {{ ref('int_ages') }}

),

labour_market as (

    select * from {{ ref('int_labour_market') }}

),

educations as (

    select * from {{ ref('int_educations') }}

),

incomes as (

    select * from {{ ref('stg_ind__incomes') }}

),

int_residents as (

    select
        population.person_key,
        population.reference_year,
        population.sex_code,
        population.age_years,
        coalesce(ages.age_band_code, 'uoplyst') as age_band_code,
        coalesce(labour_market.origin_group_code, 'uoplyst') as origin_group_code,
        coalesce(population.address_id, road_matches.address_id) as address_id,
        coalesce(population.atom_key, road_matches.atom_key, 'uden-for-inddeling') as atom_key,
        case
            when not population.has_fixed_address then 'no_fixed_address'
            else coalesce(population.placement_code, road_matches.placement_code, 'address_unknown')
        end as placement_code,
        labour_market.is_outside_labour_market,
        labour_market.is_non_western_origin,
        educations.person_key is not null as has_education_row,
        educations.is_no_education,
        incomes.gross_income_oere
    from population
    left join road_matches
        on
            population.person_key = road_matches.person_key
            and population.reference_year = road_matches.reference_year
    left join ages
        on population.age_years = ages.age_years
    left join labour_market
        on
            population.person_key = labour_market.person_key
            and population.reference_year = labour_market.reference_year
    left join educations
        on
            population.person_key = educations.person_key
            and population.reference_year = educations.reference_year
    left join incomes
        on
            population.person_key = incomes.person_key
            and population.reference_year = incomes.reference_year

)

select * from int_residents

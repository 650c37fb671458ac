-- one row per resident and reference year: age, place, and what the registers know
with

population as (

    select * from {{ ref('int_population') }}

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
        population.dwelling_key,
        population.atom_key,
        population.placement_code,
        labour_market.is_outside_labour_market,
        labour_market.is_non_western_origin,
        educations.person_key is not null as has_education_row,
        educations.is_no_education,
        incomes.gross_income_oere
    from population
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

-- one row per calendar year, atom, sex and age band: days that people have lived there
-- Only years that extracts have told of to the end.
with

stays as (

    select * from {{ ref('int_residence_stays') }}

),

whole_years as (

    select reference_year
    from stays
    group by reference_year
    having max(to_date) = {{ first_of_january('reference_year + 1') }}

),

int_person_days as (

    select
        stays.reference_year,
        stays.atom_key,
        stays.sex_code,
        stays.age_band_code,
        cast(sum(stays.stay_days) as bigint) as person_days
    from stays
    inner join whole_years
        on stays.reference_year = whole_years.reference_year
    group by stays.reference_year, stays.atom_key, stays.sex_code, stays.age_band_code

)

select * from int_person_days

-- one row per stay of a person in the municipality and calendar year: where, how long, sex and age
-- Age is that of 1 January; who was born in the year is 0.
with

stays as (

    select * from {{ ref('stg_residence__stays') }}

),

ages as (

    select * from {{ ref('int_ages') }}

),

aged as (

    select
        *,
        {{ age_in_whole_years('birth_date', first_of_january('reference_year')) }} as age_at_new_year
    from stays

),

int_residence_stays as (

    select
        aged.person_key,
        aged.reference_year,
        aged.from_date,
        aged.to_date,
        {{ days_between('aged.from_date', 'aged.to_date') }} as stay_days,
        aged.atom_key,
        aged.placement_code,
        aged.begins_code,
        aged.ends_code,
        coalesce(aged.sex_code, 'uoplyst') as sex_code,
        coalesce(ages.age_band_code, 'uoplyst') as age_band_code
    from aged
    left join ages
        on case when aged.age_at_new_year < 0 then 0 else aged.age_at_new_year end = ages.age_years

)

select * from int_residence_stays

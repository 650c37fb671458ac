-- one row per age from 0 to 199: the age band it belongs to
with

digits as (

    select digits.digit from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as digits (digit)

),

age_bands as (

    select * from {{ ref('age_bands') }}
    where age_from is not null

),

ages as (

    select hundreds.digit * 100 + tens.digit * 10 + ones.digit as age_years
    from digits as hundreds
    cross join digits as tens
    cross join digits as ones
    where hundreds.digit <= 1

),

int_ages as (

    select
        ages.age_years,
        age_bands.age_band_code
    from ages
    inner join age_bands
        on
            ages.age_years >= age_bands.age_from
            and (age_bands.age_to is null or ages.age_years <= age_bands.age_to)

)

select * from int_ages

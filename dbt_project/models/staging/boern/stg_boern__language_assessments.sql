-- one row per child and reference year: the latest language assessment
with

source as (

    select * from {{ source('boern', 'language_assessment') }}

),

assessments as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(assessed_date as date) as assessed_date,
        cast(age_months as integer) as age_months,
        cast(support_group_code as string) as support_group_code
    from source

),

numbered as (

    select
        *,
        -- two on one day: særlig before generel before fokuseret, so that the choice is always the same
        row_number() over (
            partition by person_key, reference_year
            order by assessed_date desc, support_group_code desc, age_months desc
        ) as position_from_last
    from assessments

),

stg_boern__language_assessments as (

    select
        person_key,
        reference_year,
        assessed_date,
        age_months,
        support_group_code
    from numbered
    where position_from_last = 1

)

select * from stg_boern__language_assessments

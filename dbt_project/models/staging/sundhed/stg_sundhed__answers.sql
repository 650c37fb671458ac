-- one row per respondent and reference year
with

source as (

    select * from {{ source('sundhed', 'answer') }}

),

stg_sundhed__answers as (

    select
        cast(respondent_code as string) as respondent_code,
        cast(reference_year as smallint) as reference_year,
        cast(survey_year as integer) as survey_year,
        cast(area_set as string) as area_set,
        cast(area_code as string) as area_code,
        cast(sex_code as string) as sex_code,
        cast(age_group as string) as age_group,
        cast(self_rated_health_code as string) as self_rated_health_code,
        cast(smokes_daily_code as string) as smokes_daily_code,
        cast(is_lonely_code as string) as is_lonely_code,
        cast(chronic_illness_code as string) as chronic_illness_code,
        cast(body_mass_index as double) as body_mass_index,
        cast(weight as double) as weight
    from source

)

select * from stg_sundhed__answers

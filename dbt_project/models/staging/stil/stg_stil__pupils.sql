-- one row per pupil and reference year
with

source as (

    select * from {{ source('stil', 'pupil') }}

),

stg_stil__pupils as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(school_year as string) as school_year,
        cast(institution_code as string) as institution_code,
        cast(grade_level as int) as grade_level,
        cast(absence_pct as double) as absence_pct,
        cast(general_wellbeing as double) as general_wellbeing,
        cast(social_wellbeing as double) as social_wellbeing,
        cast(academic_wellbeing as double) as academic_wellbeing,
        cast(support_wellbeing as double) as support_wellbeing,
        cast(order_wellbeing as double) as order_wellbeing,
        cast(exam_average as double) as exam_average,
        cast(has_two_in_danish_and_mathematics as boolean) as has_two_in_danish_and_mathematics
    from source

)

select * from stg_stil__pupils

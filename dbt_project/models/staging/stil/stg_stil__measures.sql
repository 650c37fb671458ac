-- one row per institution, measure and reference year; what is expected and absent stands as suppressed
with

institutions as (

    select * from {{ ref('stg_stil__institutions') }}

),

measured as (

    select
        institution_code,
        school_year,
        reference_year,
        'exam_average' as measure_code,
        grade_average as value,
        grade_average_state_code as value_state_code
    from {{ source('stil', 'exam_average') }}

    union all

    select
        institution_code,
        school_year,
        reference_year,
        'exam_pupil_count' as measure_code,
        pupil_count as value,
        pupil_count_state_code as value_state_code
    from {{ source('stil', 'exam_average') }}

    union all

    select
        institution_code,
        school_year,
        reference_year,
        'danish_average' as measure_code,
        danish_average as value,
        danish_average_state_code as value_state_code
    from {{ source('stil', 'exam_result') }}

    union all

    select
        institution_code,
        school_year,
        reference_year,
        'mathematics_average' as measure_code,
        mathematics_average as value,
        mathematics_average_state_code as value_state_code
    from {{ source('stil', 'exam_result') }}

    union all

    select
        institution_code,
        school_year,
        reference_year,
        'at_least_two_pct' as measure_code,
        at_least_two_pct as value,
        at_least_two_pct_state_code as value_state_code
    from {{ source('stil', 'exam_result') }}

    union all

    select
        institution_code,
        school_year,
        reference_year,
        case indicator_name
            when 'Generel trivsel' then 'wellbeing_general'
            when 'Social trivsel' then 'wellbeing_social'
            when 'Faglig trivsel' then 'wellbeing_academic'
            when 'Støtte og inspiration' then 'wellbeing_support'
            when 'Ro og orden' then 'wellbeing_order'
            else 'wellbeing_other'
        end as measure_code,
        score as value,
        score_state_code as value_state_code
    from {{ source('stil', 'wellbeing') }}

    union all

    select
        department_code as institution_code,
        school_year,
        reference_year,
        'class_size' as measure_code,
        class_size as value,
        class_size_state_code as value_state_code
    from {{ source('stil', 'school_overview') }}

    union all

    select
        department_code as institution_code,
        school_year,
        reference_year,
        'pupil_count' as measure_code,
        pupil_count as value,
        pupil_count_state_code as value_state_code
    from {{ source('stil', 'school_overview') }}

    union all

    select
        department_code as institution_code,
        school_year,
        reference_year,
        'absence_pct' as measure_code,
        absence_pct as value,
        absence_pct_state_code as value_state_code
    from {{ source('stil', 'school_overview') }}

),

asked_for as (

    select distinct
        school_year,
        reference_year,
        measure_code
    from measured
    where measure_code <> 'wellbeing_other'

),

expected as (

    select
        institutions.institution_code,
        asked_for.school_year,
        asked_for.reference_year,
        asked_for.measure_code
    from asked_for
    inner join institutions
        on asked_for.reference_year = institutions.reference_year
    where
        institutions.municipality_code = '0101'
        -- the overview knows departments, not the schools they belong to
        and not (
            institutions.unit_kind_code = 'main_school'
            and asked_for.measure_code in ('class_size', 'pupil_count', 'absence_pct')
        )

),

suppressed as (

    select
        expected.institution_code,
        expected.school_year,
        expected.reference_year,
        expected.measure_code,
        cast(null as double) as value,
        'suppressed' as value_state_code
    from expected
    left join measured
        on
            expected.institution_code = measured.institution_code
            and expected.reference_year = measured.reference_year
            and expected.measure_code = measured.measure_code
    where measured.institution_code is null

),

both_kinds as (

    select * from measured
    union all
    select * from suppressed

),

stg_stil__measures as (

    select
        cast(both_kinds.institution_code as string) as institution_code,
        cast(both_kinds.reference_year as smallint) as reference_year,
        cast(both_kinds.school_year as string) as school_year,
        cast(both_kinds.measure_code as string) as measure_code,
        cast(institutions.unit_kind_code as string) as unit_kind_code,
        cast(both_kinds.value as double) as value,
        cast(both_kinds.value_state_code as string) as value_state_code
    from both_kinds
    left join institutions
        on
            both_kinds.institution_code = institutions.institution_code
            and both_kinds.reference_year = institutions.reference_year

)

select * from stg_stil__measures

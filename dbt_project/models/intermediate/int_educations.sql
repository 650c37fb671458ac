-- one row per person and reference year with an education registered
-- is_no_education is null where the classification of the year does not know the code.
with

educations as (

    select * from {{ ref('stg_udda__educations') }}

),

classifications as (

    select * from {{ ref('stg_udda__classifications') }}

),

main_groups as (

    select * from {{ ref('education_main_groups') }}

),

int_educations as (

    select
        educations.person_key,
        educations.reference_year,
        main_groups.is_no_education
    from educations
    left join classifications
        on
            educations.hfaudd_code = classifications.hfaudd_code
            and educations.reference_year = classifications.reference_year
    left join main_groups
        on classifications.disced15_main_code = main_groups.main_group_code

)

select * from int_educations

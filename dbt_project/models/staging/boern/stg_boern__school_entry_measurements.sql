-- one row per measurement of a child
with

source as (

    select * from {{ source('boern', 'school_entry_measurement') }}

),

measurements as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(measured_date as date) as measured_date,
        cast(examination_code as string) as examination_code,
        cast(bmi_category_code as string) as bmi_category_code
    from source

),

stg_boern__school_entry_measurements as (

    select
        person_key,
        reference_year,
        measured_date,
        examination_code,
        bmi_category_code,
        row_number() over (
            partition by person_key, reference_year, examination_code
            order by measured_date desc, bmi_category_code desc
        ) = 1 as is_latest
    from measurements

)

select * from stg_boern__school_entry_measurements

-- one row per section of a housing organisation and reference year
with

source as (

    select * from {{ source('lbf', 'estate_section') }}

),

stg_lbf__estate_sections as (

    select
        cast(lbf_number as string) as lbf_number,
        cast(section_number as string) as section_number,
        cast(reference_year as smallint) as reference_year,
        cast(section_name as string) as section_name,
        cast(valid_from_date as date) as valid_from_date
    from source

)

select * from stg_lbf__estate_sections

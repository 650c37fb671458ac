-- one row per code of DREAM and validity, by reference year
with

source as (

    select * from {{ source('dream', 'benefit_code') }}

),

stg_dream__benefit_codes as (

    select
        cast(benefit_code as string) as benefit_code,
        cast(reference_year as smallint) as reference_year,
        cast(title as string) as title,
        cast(benefit_group_code as string) as benefit_group_code,
        cast(valid_from_date as date) as valid_from_date,
        cast(valid_to_date as date) as valid_to_date
    from source

)

select * from stg_dream__benefit_codes

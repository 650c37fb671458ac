-- one row per interval of house numbers on a side of a street, rode, first day and reference year
with

source as (

    select * from {{ source('geografi', 'street_register') }}

),

stg_geografi__street_register as (

    select
        cast(road_code as string) as road_code,
        cast(house_number_from as string) as house_number_from,
        cast(house_number_to as string) as house_number_to,
        cast(parity_code as string) as parity_code,
        cast(rode_code as string) as rode_code,
        cast(bydel_code as string) as bydel_code,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        cast(reference_year as smallint) as reference_year
    from source

)

select * from stg_geografi__street_register

-- one row per interval of house numbers on one side of a road in one rode, and reference year
with

source as (

    select * from {{ source('cpr', 'road_district') }}

),

stg_cpr__road_districts as (

    select
        cast(municipality_code as string) as municipality_code,
        cast(road_code as string) as road_code,
        cast(parity_code as string) as parity_code,
        {{ address_part('house_number_from') }} as house_number_from,
        {{ address_part('house_number_to') }} as house_number_to,
        cast(reference_year as smallint) as reference_year,
        cast(rode_code as string) as rode_code,
        cast(district_name as string) as district_name
    from source

)

select * from stg_cpr__road_districts

-- one row per institution, main school or department and reference year
with

source as (

    select * from {{ source('stil', 'institution') }}

),

stg_stil__institutions as (

    select
        cast(institution_code as string) as institution_code,
        cast(reference_year as smallint) as reference_year,
        cast(
            case
                when unit_kind_name like 'Hovedskole%' then 'main_school'
                when unit_kind_name like 'Afdeling%' then 'department'
                else 'institution'
            end as string
        ) as unit_kind_code,
        cast(main_institution_code as string) as main_institution_code,
        cast(institution_type_name as string) as institution_type_name,
        cast(municipality_code as string) as municipality_code,
        cast(latitude_deg as double) as latitude_deg,
        cast(longitude_deg as double) as longitude_deg
    from source

)

select * from stg_stil__institutions

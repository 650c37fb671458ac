-- one row per BBR unit and reference year that is an almene dwelling
with

source as (

    select * from {{ source('lbf', 'almene_dwelling') }}

),

dwellings as (

    select
        cast(unit_id as string) as unit_id,
        cast(reference_year as smallint) as reference_year,
        cast(lbf_number as string) as lbf_number,
        cast(section_number as string) as section_number,
        cast(building_section_number as string) as building_section_number,
        cast(dwelling_type_code as string) as dwelling_type_code,
        cast(area_m2 as integer) as area_m2,
        cast(monthly_rent_dkk as double) as monthly_rent_dkk,
        cast(registered_date as date) as registered_date
    from source

),

numbered as (

    select
        *,
        -- a merger that nobody reported leaves the dwelling in both sections
        row_number() over (
            partition by unit_id, reference_year
            order by registered_date desc, lbf_number asc, section_number asc, building_section_number asc
        ) as position_from_last
    from dwellings

),

stg_lbf__almene_dwellings as (

    select
        unit_id,
        reference_year,
        lbf_number,
        section_number,
        dwelling_type_code,
        area_m2,
        monthly_rent_dkk
    from numbered
    where position_from_last = 1

)

select * from stg_lbf__almene_dwellings

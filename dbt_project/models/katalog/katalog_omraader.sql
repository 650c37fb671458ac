-- one row per area set, area and reference year
with

areas as (

    select * from {{ ref('int_areas') }}

),

policy_areas as (

    select
        area_set,
        area_code,
        min(policy_version) as first_policy_version,
        max(policy_version) as last_policy_version,
        min(case when is_confirmed then 1 else 0 end) = 1 as is_confirmed
    from {{ ref('policy_areas') }}
    group by area_set, area_code

),

katalog_omraader as (

    select
        areas.area_set as omraadesaet,
        areas.area_code as omraade_kode,
        areas.area_name as omraade_navn,
        areas.parent_area_code as overordnet,
        areas.area_m2 as areal_m2,
        areas.reference_year as referenceaar,
        areas.boundary_year as graenser_fra_aar,
        areas.is_residual as er_rest,
        cast(policy_areas.first_policy_version as smallint) as foerste_politik_version,
        cast(policy_areas.last_policy_version as smallint) as seneste_politik_version,
        policy_areas.is_confirmed as er_bekraeftet
    from areas
    left join policy_areas
        on
            areas.area_set = policy_areas.area_set
            and areas.area_code = policy_areas.area_code

)

select * from katalog_omraader

-- one row per indicator, area, period and reference year
with

source as (

    select * from {{ source('forvaltning', 'area_count') }}

),

stg_forvaltning__area_counts as (

    select
        cast(indicator_code as string) as indicator_code,
        cast(area_set as string) as area_set,
        cast(area_code as string) as area_code,
        cast(period_start_date as date) as period_start_date,
        cast(period_end_date as date) as period_end_date,
        cast(reference_year as smallint) as reference_year,
        cast(numerator as bigint) as numerator,
        cast(value_state_code as string) as value_state_code,
        cast(denominator as bigint) as denominator,
        cast(denominator_state_code as string) as denominator_state_code
    from source

)

select * from stg_forvaltning__area_counts

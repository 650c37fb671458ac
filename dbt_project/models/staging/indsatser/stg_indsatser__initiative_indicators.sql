-- one row per initiative, indicator and reference year
with

source as (

    select * from {{ source('indsatser', 'initiative_indicator') }}

),

stg_indsatser__initiative_indicators as (

    select
        cast(initiative_key as bigint) as initiative_key,
        cast(reference_year as smallint) as reference_year,
        cast(indicator_code as string) as indicator_code
    from source

)

select * from stg_indsatser__initiative_indicators

-- one row per initiative and reference year
with

source as (

    select * from {{ source('indsatser', 'initiative') }}

),

stg_indsatser__initiatives as (

    select
        cast(initiative_key as bigint) as initiative_key,
        cast(reference_year as smallint) as reference_year,
        cast(administration_code as string) as administration_code,
        cast(initiative_number as string) as initiative_number,
        cast(initiative_title as string) as initiative_title,
        cast(goal_code as string) as goal_code,
        cast(theme_code as string) as theme_code,
        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date,
        cast(budget_oere as bigint) as budget_oere,
        cast(status_code as string) as status_code,
        cast(progress_pct as double) as progress_pct,
        cast(contact_unit as string) as contact_unit
    from source

)

select * from stg_indsatser__initiatives

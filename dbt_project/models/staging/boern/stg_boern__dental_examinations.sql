-- one row per child and reference year: the latest dental examination
with

source as (

    select * from {{ source('boern', 'dental_examination') }}

),

examinations as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(examined_date as date) as examined_date,
        cast(age_group_code as string) as age_group_code,
        cast(dmfs_surface_count as integer) as dmfs_surface_count,
        cast(defs_surface_count as integer) as defs_surface_count
    from source

),

numbered as (

    select
        *,
        row_number() over (
            partition by person_key, reference_year
            order by examined_date desc, dmfs_surface_count desc, defs_surface_count desc
        ) as position_from_last
    from examinations

),

stg_boern__dental_examinations as (

    select
        person_key,
        reference_year,
        examined_date,
        age_group_code,
        dmfs_surface_count,
        defs_surface_count
    from numbered
    where position_from_last = 1

)

select * from stg_boern__dental_examinations

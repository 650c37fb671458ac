-- one row per area set and reference year
with

source as (

    select * from {{ source('geography', 'boundary_version') }}

),

stg_geography__boundary_versions as (

    select
        cast(area_set as string) as area_set,
        cast(reference_year as smallint) as reference_year,
        cast(boundary_version as smallint) as boundary_version,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        cast(content_identity as string) as content_identity
    from source

)

select * from stg_geography__boundary_versions

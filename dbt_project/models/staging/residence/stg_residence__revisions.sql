-- one row per reference year with a status extract
with

source as (

    select * from {{ source('residence', 'revision') }}

),

stg_residence__revisions as (

    select
        cast(reference_year as smallint) as reference_year,
        cast(status_count as bigint) as status_count,
        cast(history_count as bigint) as history_count,
        cast(added_count as bigint) as added_count,
        cast(removed_count as bigint) as removed_count,
        cast(moved_count as bigint) as moved_count,
        cast(by_changes_count as bigint) as by_changes_count
    from source

)

select * from stg_residence__revisions

-- one row per person and reference year in RAS
-- is_outside_labour_market is null where the status code is not in the code list, is_non_western_origin where the
-- origin is not.
with

statuses as (

    select * from {{ ref('stg_ras__statuses') }}

),

status_codes as (

    select * from {{ ref('ras_status_codes') }}

),

origins as (

    select * from {{ ref('origins') }}

),

origin_groups as (

    select * from {{ ref('origin_groups') }}

),

int_labour_market as (

    select
        statuses.person_key,
        statuses.reference_year,
        status_codes.is_outside_labour_market,
        coalesce(origins.origin_group_code, 'uoplyst') as origin_group_code,
        origin_groups.is_non_western_origin
    from statuses
    left join status_codes
        on statuses.ras_status_code = status_codes.ras_status_code
    left join origins
        on
            statuses.origin_code = origins.origin_code
            and statuses.is_western = origins.is_western
    left join origin_groups
        on origins.origin_group_code = origin_groups.origin_group_code

)

select * from int_labour_market

-- one row per breakdown and member
with

sexes as (

    select * from {{ ref('sexes') }}

),

age_bands as (

    select * from {{ ref('age_bands') }}

),

origin_groups as (

    select * from {{ ref('origin_groups') }}

),

int_breakdown_members as (

    select
        'alle' as breakdown,
        'alle' as breakdown_value,
        'Alle' as name_da,
        'All' as name_en,
        1 as sort_order,
        cast(null as integer) as age_from,
        cast(null as integer) as age_to
    union all
    select
        'koen' as breakdown,
        sex_code as breakdown_value,
        name_da,
        name_en,
        sort_order,
        cast(null as integer) as age_from,
        cast(null as integer) as age_to
    from sexes
    union all
    select
        'alder' as breakdown,
        age_band_code as breakdown_value,
        name_da,
        name_en,
        sort_order,
        age_from,
        age_to
    from age_bands
    union all
    select
        'herkomst' as breakdown,
        origin_group_code as breakdown_value,
        name_da,
        name_en,
        sort_order,
        cast(null as integer) as age_from,
        cast(null as integer) as age_to
    from origin_groups

)

select * from int_breakdown_members

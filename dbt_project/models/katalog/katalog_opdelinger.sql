-- one row per breakdown and member
with

members as (

    select * from {{ ref('int_breakdown_members') }}

),

katalog_opdelinger as (

    select
        breakdown as opdeling,
        breakdown_value as vaerdi,
        name_da as navn,
        name_en as navn_en,
        cast(sort_order as smallint) as raekkefoelge
    from members

)

select * from katalog_opdelinger

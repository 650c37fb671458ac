-- one row per reference year and agreement code: access addresses by whether street table and polygons agree
with

controls as (

    select * from {{ ref('stg_geography__placement_controls') }}

),

int_placement_agreement as (

    select
        reference_year,
        agreement_code,
        count(*) as address_count
    from controls
    group by reference_year, agreement_code

)

select * from int_placement_agreement

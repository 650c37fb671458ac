-- one row per reference year that any register has an accepted delivery for that describes the year whole
with

deliveries as (

    select * from {{ ref('stg_deliveries__deliveries') }}
    where kind_code = 'status'

),

int_reference_years as (

    select
        reference_year,
        max(case when product = 'cpr' then 1 else 0 end) = 1 as is_population_collected,
        count(distinct case when product in ('cpr', 'dar', 'geografi') then product end) = 3 as is_placing_collected,
        max(case when product = 'ras' then 1 else 0 end) = 1 as is_origin_collected
    from deliveries
    group by reference_year

)

select * from int_reference_years

-- one row per resident and reference year: what the indicators count, each true, false or not known (null)
with

residents as (

    select * from {{ ref('int_residents') }}

),

income_limits as (

    select * from {{ ref('int_income_limits') }}

),

int_residents_measured as (

    select
        residents.reference_year,
        residents.atom_key,
        residents.sex_code,
        residents.age_years,
        residents.age_band_code,
        residents.origin_group_code,
        residents.is_outside_labour_market,
        residents.is_non_western_origin,
        case when residents.has_education_row then residents.is_no_education else true end as is_without_education,
        100 * residents.gross_income_oere
        <= income_limits.max_income_pct_of_median * income_limits.median_income_oere as is_low_income
    from residents
    left join income_limits
        on residents.reference_year = income_limits.reference_year

)

select * from int_residents_measured

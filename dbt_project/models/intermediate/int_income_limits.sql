-- one row per reference year: the median gross income of the city and the share of it that counts as low
-- The median is exact to half an øre, as is every comparison made with it: incomes are whole øre below 2^53.
with

residents as (

    select * from {{ ref('int_residents') }}
    where gross_income_oere is not null

),

low_income as (

    select * from {{ ref('int_indicator_years') }}
    where indicator_code = 'D03'

),

parameters as (

    select * from {{ ref('int_indicator_parameters') }}
    where indicator_code = 'D03' and parameter_name = 'max_income_pct_of_median'

),

medians as (

    select
        residents.reference_year,
        count(*) as resident_count,
        median(residents.gross_income_oere) as median_income_oere
    from residents
    inner join low_income
        on residents.reference_year = low_income.reference_year
    where residents.age_years >= low_income.age_from
    group by residents.reference_year

),

int_income_limits as (

    select
        medians.reference_year,
        medians.resident_count,
        medians.median_income_oere,
        parameters.parameter_value as max_income_pct_of_median
    from medians
    inner join parameters
        on medians.reference_year = parameters.reference_year

)

select * from int_income_limits

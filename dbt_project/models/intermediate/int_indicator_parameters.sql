-- one row per indicator, reference year and parameter, in the version of the indicator that holds for the year
with

indicator_years as (

    select * from {{ ref('int_indicator_years') }}

),

parameters as (

    select * from {{ ref('indicator_parameters') }}

),

int_indicator_parameters as (

    select
        indicator_years.indicator_code,
        indicator_years.reference_year,
        parameters.parameter_name,
        parameters.parameter_value
    from indicator_years
    inner join parameters
        on
            indicator_years.indicator_code = parameters.indicator_code
            and indicator_years.indicator_version = parameters.indicator_version

)

select * from int_indicator_parameters

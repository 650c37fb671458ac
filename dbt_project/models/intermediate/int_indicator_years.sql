-- one row per indicator and reference year that the indicator is defined for
with

indicators as (

    select * from {{ ref('indicators') }}

),

reference_years as (

    select * from {{ ref('int_reference_years') }}

),

deliveries as (

    select distinct
        register,
        reference_year
    from {{ ref('stg_deliveries__deliveries') }}
    where kind_code = 'status'

),

defined_years as (

    select
        indicators.*,
        reference_years.reference_year,
        length(indicators.register_codes) - length(replace(indicators.register_codes, '+', '')) + 1 as register_count
    from indicators
    inner join reference_years
        on
            indicators.valid_from_year <= reference_years.reference_year
            and (indicators.valid_to_year is null or indicators.valid_to_year >= reference_years.reference_year)

),

delivered_registers as (

    select
        defined_years.indicator_code,
        defined_years.reference_year,
        count(*) as delivered_count
    from defined_years
    inner join deliveries
        on
            defined_years.reference_year = deliveries.reference_year
            and concat('+', defined_years.register_codes, '+') like concat('%+', deliveries.register, '+%')
    group by defined_years.indicator_code, defined_years.reference_year

),

int_indicator_years as (

    select
        defined_years.indicator_code,
        defined_years.reference_year,
        defined_years.indicator_version,
        defined_years.age_from,
        defined_years.age_to,
        defined_years.polarity_code,
        defined_years.unit,
        defined_years.value_per,
        defined_years.decimals,
        defined_years.is_additive,
        defined_years.has_breakdowns,
        coalesce(delivered_registers.delivered_count, 0) = defined_years.register_count as is_collected
    from defined_years
    left join delivered_registers
        on
            defined_years.indicator_code = delivered_registers.indicator_code
            and defined_years.reference_year = delivered_registers.reference_year

)

select * from int_indicator_years

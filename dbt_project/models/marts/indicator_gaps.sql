-- one row per indicator, area set, area, reference year and comparator
-- Signed so that positive is worse; for context figures, which have no direction, positive is higher.
with

area_values as (

    select * from {{ ref('indicator_values') }}
    where breakdown = 'alle'

),

indicator_years as (

    select * from {{ ref('int_indicator_years') }}

),

areas as (

    select * from {{ ref('int_areas') }}
    where area_set <> 'kommune' and not is_residual

),

city as (

    select * from area_values
    where area_set = 'kommune'

),

-- What is left of the city when an area is taken away can be calculated for sums only.
comparators as (

    select
        'whole_city' as comparator,
        0 as areas_taken_away
    union all
    select
        'rest_of_city' as comparator,
        1 as areas_taken_away

),

compared as (

    select
        area_values.*,
        indicator_years.polarity_code,
        indicator_years.value_per,
        comparators.comparator,
        city.numerator - comparators.areas_taken_away * area_values.numerator as comparator_numerator,
        city.denominator - comparators.areas_taken_away * area_values.denominator as comparator_denominator,
        city.value_status as city_status
    from area_values
    inner join areas
        on
            area_values.area_set = areas.area_set
            and area_values.area_code = areas.area_code
            and area_values.reference_year = areas.reference_year
    inner join city
        on
            area_values.indicator_code = city.indicator_code
            and area_values.reference_year = city.reference_year
    inner join indicator_years
        on
            area_values.indicator_code = indicator_years.indicator_code
            and area_values.reference_year = indicator_years.reference_year
    inner join comparators
        on comparators.areas_taken_away = 0 or indicator_years.is_additive

),

valued as (

    select
        *,
        cast(comparator_numerator as double) * value_per / nullif(comparator_denominator, 0) as comparator_value,
        case when polarity_code = 'high' then -1 else 1 end as direction
    from compared

),

indicator_gaps as (

    select
        indicator_code,
        indicator_version,
        area_set,
        area_code,
        area_name,
        reference_year,
        comparator,
        numerator,
        denominator,
        missing_count,
        value,
        cast(comparator_numerator as bigint) as comparator_numerator,
        cast(comparator_denominator as bigint) as comparator_denominator,
        comparator_value,
        direction * (value - comparator_value) as gap,
        value / nullif(comparator_value, 0) as ratio,
        unit,
        decimals,
        polarity_code,
        case
            when value_status <> 'measured' then value_status
            when comparator_denominator = 0 then 'no_population'
            else city_status
        end as value_status,
        disclosure_status
    from valued

)

select * from indicator_gaps

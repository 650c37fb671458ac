-- one row per indicator, area set, area, reference year, breakdown and member
with

indicator_years as (

    select * from {{ ref('int_indicator_years') }}

),

members as (

    select * from {{ ref('int_indicator_members') }}

),

areas as (

    select * from {{ ref('int_areas') }}

),

area_counts as (

    select * from {{ ref('int_area_counts') }}

),

due as (

    select
        members.indicator_code,
        indicator_years.indicator_version,
        areas.area_set,
        areas.area_code,
        areas.area_name,
        members.reference_year,
        members.breakdown,
        members.breakdown_value,
        members.is_collected,
        indicator_years.unit,
        indicator_years.value_per,
        indicator_years.decimals
    from members
    inner join indicator_years
        on
            members.indicator_code = indicator_years.indicator_code
            and members.reference_year = indicator_years.reference_year
    inner join areas
        on members.reference_year = areas.reference_year

),

counted as (

    select
        due.*,
        case when due.is_collected then coalesce(area_counts.numerator, 0) end as numerator,
        case when due.is_collected then coalesce(area_counts.denominator, 0) end as denominator,
        case when due.is_collected then coalesce(area_counts.missing_count, 0) end as missing_count
    from due
    left join area_counts
        on
            due.indicator_code = area_counts.indicator_code
            and due.area_set = area_counts.area_set
            and due.area_code = area_counts.area_code
            and due.reference_year = area_counts.reference_year
            and due.breakdown = area_counts.breakdown
            and due.breakdown_value = area_counts.breakdown_value

),

indicator_values as (

    select
        indicator_code,
        cast(indicator_version as smallint) as indicator_version,
        area_set,
        area_code,
        area_name,
        reference_year,
        breakdown,
        breakdown_value,
        cast(numerator as bigint) as numerator,
        cast(denominator as bigint) as denominator,
        cast(missing_count as bigint) as missing_count,
        cast(numerator as double) * value_per / nullif(denominator, 0) as value,
        unit,
        cast(decimals as smallint) as decimals,
        case
            when not is_collected then 'not_collected'
            when denominator = 0 then 'no_population'
            else 'measured'
        end as value_status,
        'not protected against disclosure' as disclosure_status
    from counted

)

select * from indicator_values

-- one row per indicator, reference year, breakdown and member that a figure is due for, measured or not
-- Members outside the age band of the indicator are not due; 'uoplyst' only where somebody is unknown.
with

indicator_years as (

    select * from {{ ref('int_indicator_years') }}

),

members as (

    select * from {{ ref('int_breakdown_members') }}

),

reference_years as (

    select * from {{ ref('int_reference_years') }}

),

unknown_members as (

    select distinct
        indicator_code,
        reference_year,
        breakdown
    from {{ ref('int_area_counts') }}
    where breakdown_value = 'uoplyst'

),

int_indicator_members as (

    select
        indicator_years.indicator_code,
        indicator_years.reference_year,
        members.breakdown,
        members.breakdown_value,
        indicator_years.is_collected
        and (
            reference_years.is_origin_collected
            or members.breakdown <> 'herkomst'
            or members.breakdown_value = 'uoplyst'
        ) as is_collected
    from indicator_years
    inner join reference_years
        on indicator_years.reference_year = reference_years.reference_year
    inner join members
        on
            (indicator_years.has_breakdowns or members.breakdown = 'alle')
            and (
                members.age_from is null
                or indicator_years.age_to is null
                or indicator_years.age_to >= members.age_from
            )
            and (
                members.age_to is null
                or indicator_years.age_from is null
                or indicator_years.age_from <= members.age_to
            )
    left join unknown_members
        on
            indicator_years.indicator_code = unknown_members.indicator_code
            and indicator_years.reference_year = unknown_members.reference_year
            and members.breakdown = unknown_members.breakdown
    where members.breakdown_value <> 'uoplyst' or unknown_members.breakdown is not null

)

select * from int_indicator_members

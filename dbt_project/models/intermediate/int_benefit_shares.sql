-- one row per person, reference year and group of benefits that the person had in the calendar year before
-- week_share is a share of the ISO year: DREAM has one code a week, also for a benefit of one day. Codes that the list
-- of the same delivery does not know are the group ukendt.
with

week_statuses as (

    select * from {{ ref('stg_dream__week_statuses') }}

),

benefit_codes as (

    select * from {{ ref('stg_dream__benefit_codes') }}

),

benefit_weeks as (

    select
        week_statuses.person_key,
        week_statuses.reference_year,
        week_statuses.week_count,
        extract(week from make_date(week_statuses.iso_year, 12, 28)) as year_week_count,
        coalesce(benefit_codes.benefit_group_code, 'ukendt') as benefit_group_code
    from week_statuses
    left join benefit_codes
        on
            week_statuses.benefit_code = benefit_codes.benefit_code
            and week_statuses.reference_year = benefit_codes.reference_year
            and week_statuses.from_date >= benefit_codes.valid_from_date
            and week_statuses.from_date <= coalesce(benefit_codes.valid_to_date, week_statuses.from_date)
    where
        week_statuses.benefit_code is not null
        and week_statuses.iso_year = week_statuses.reference_year - 1

),

int_benefit_shares as (

    select
        person_key,
        reference_year,
        benefit_group_code,
        cast(sum(week_count) as double) / max(year_week_count) as week_share
    from benefit_weeks
    group by person_key, reference_year, benefit_group_code

)

select * from int_benefit_shares

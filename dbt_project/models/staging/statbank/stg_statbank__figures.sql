-- one row per table, region, period, combination of dimensions and reference year
with

source as (

    select
        'FOLK1A' as table_code,
        region_code,
        period_code,
        'KØN=' || sex_code || ';ALDER=' || age_code || ';CIVILSTAND=' || civil_status_code as dimensions,
        value,
        value_state_code,
        reference_year
    from {{ source('statbank', 'folk1a') }}

    union all

    select
        'HFUDD11' as table_code,
        region_code,
        period_code,
        'HERKOMST=' || origin_code || ';HFUDD=' || education_code
        || ';ALDER=' || age_code || ';KØN=' || sex_code as dimensions,
        value,
        value_state_code,
        reference_year
    from {{ source('statbank', 'hfudd11') }}

    union all

    select
        'INDKP101' as table_code,
        region_code,
        period_code,
        'ENHED=' || unit_code || ';KOEN=' || sex_code || ';INDKOMSTTYPE=' || income_type_code as dimensions,
        value,
        value_state_code,
        reference_year
    from {{ source('statbank', 'indkp101') }}

    union all

    select
        'RAS200' as table_code,
        region_code,
        period_code,
        'BEREGNING=' || rate_code || ';ALDER=' || age_code || ';KØN=' || sex_code as dimensions,
        value,
        value_state_code,
        reference_year
    from {{ source('statbank', 'ras200') }}

    union all

    select
        'RAS201' as table_code,
        region_code,
        period_code,
        'BESKSTATUS=' || status_code || ';ALDER=' || age_code || ';KØN=' || sex_code as dimensions,
        value,
        value_state_code,
        reference_year
    from {{ source('statbank', 'ras201') }}

    union all

    select
        'BOL101' as table_code,
        region_code,
        period_code,
        'BEBO=' || occupancy_code || ';ANVENDELSE=' || usage_code || ';UDLFORH=' || tenure_code as dimensions,
        value,
        value_state_code,
        reference_year
    from {{ source('statbank', 'bol101') }}

    union all

    select
        'STRAF11' as table_code,
        region_code,
        period_code,
        'OVERTRÆD=' || offence_code as dimensions,
        value,
        value_state_code,
        reference_year
    from {{ source('statbank', 'straf11') }}

    union all

    select
        'KKBEF1' as table_code,
        region_code,
        period_code,
        'ALDER=' || age_code || ';KØN=' || sex_code as dimensions,
        value,
        value_state_code,
        reference_year
    from {{ source('statbank', 'kkbef1') }}

),

stg_statbank__figures as (

    select
        cast(table_code as string) as table_code,
        cast(region_code as string) as region_code,
        cast(period_code as string) as period_code,
        cast(dimensions as string) as dimensions,
        cast(value as double) as value,
        cast(value_state_code as string) as value_state_code,
        cast(reference_year as smallint) as reference_year
    from source

)

select * from stg_statbank__figures

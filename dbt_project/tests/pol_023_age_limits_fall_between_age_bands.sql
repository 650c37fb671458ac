{{
    config(
        meta={
            'rule_id': 'POL-023',
            'severity': 'critical',
            'says': 'Every age limit of an indicator is the limit of an age band, so that no band is cut in two.',
            'dagster': {'ref': {'name': 'indicators'}}
        }
    )
}}
-- fails with every indicator whose age limits cut an age band
with

indicators as (

    select * from {{ ref('indicators') }}

),

age_bands as (

    select * from {{ ref('age_bands') }}

)

select
    indicators.indicator_code,
    indicators.indicator_version,
    indicators.age_from,
    indicators.age_to
from indicators
left join age_bands as first_band
    on indicators.age_from = first_band.age_from
left join age_bands as last_band
    on indicators.age_to = last_band.age_to
where
    indicators.has_breakdowns
    and (
        (indicators.age_from is not null and first_band.age_band_code is null)
        or (indicators.age_to is not null and last_band.age_band_code is null)
    )

{{
    config(
        meta={
            'rule_id': 'POL-026',
            'severity': 'critical',
            'says': 'Every register that an indicator waits for is one the platform knows, so that a misspelt one cannot keep it waiting for ever.',
            'dagster': {'ref': {'name': 'indicators'}}
        }
    )
}}
-- fails with every indicator that names a register which does not exist
with

indicators as (

    select * from {{ ref('indicators') }}

),

registers as (

    select * from {{ ref('registers') }}

)

select
    indicators.indicator_code,
    indicators.indicator_version,
    count(registers.register_code) as known_count
from indicators
left join registers
    on concat('+', indicators.register_codes, '+') like concat('%+', registers.register_code, '+%')
group by indicators.indicator_code, indicators.indicator_version, indicators.register_codes
having
    count(registers.register_code)
    <> length(indicators.register_codes) - length(replace(indicators.register_codes, '+', '')) + 1

{{
    config(
        meta={
            'rule_id': 'POL-028',
            'severity': 'critical',
            'says': 'In any year one version of an indicator holds.',
            'dagster': {'ref': {'name': 'indicators'}}
        }
    )
}}
-- fails with every pair of versions that hold for the same year
with

indicators as (

    select * from {{ ref('indicators') }}

)

select
    earlier.indicator_code,
    earlier.indicator_version as earlier_version,
    later.indicator_version as later_version
from indicators as earlier
inner join indicators as later
    on
        earlier.indicator_code = later.indicator_code
        and earlier.indicator_version < later.indicator_version
where earlier.valid_to_year is null or earlier.valid_to_year >= later.valid_from_year

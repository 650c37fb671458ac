{{
    config(
        meta={
            'rule_id': 'POL-027',
            'severity': 'critical',
            'says': 'A percentage is per 100, a rate per 1,000 is per 1,000, and everything else is per one.',
            'dagster': {'ref': {'name': 'indicators'}}
        }
    )
}}
-- fails with every indicator whose unit and scale do not belong together
select *
from {{ ref('indicators') }}
where value_per <> case unit when '%' then 100 when 'per 1,000' then 1000 else 1 end

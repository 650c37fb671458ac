{{
    config(
        meta={
            'rule_id': 'MART-005',
            'severity': 'critical',
            'says': 'In every share the numerator is a part of the denominator, and nothing is negative.',
            'dagster': {'ref': {'name': 'indicator_values'}}
        }
    )
}}
-- fails with every figure that is negative, and every share above its whole
select *
from {{ ref('indicator_values') }}
where
    numerator < 0
    or denominator < 0
    or missing_count < 0
    or (unit = '%' and numerator > denominator)

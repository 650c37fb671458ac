{{
    config(
        meta={
            'rule_id': 'POL-024',
            'severity': 'critical',
            'says': 'Every age belongs to exactly one age band.',
            'dagster': {'ref': {'name': 'int_ages'}}
        }
    )
}}
-- fails with every age that belongs to no band or to several
select
    age_years,
    count(age_band_code) as band_count
from {{ ref('int_ages') }}
group by age_years
having count(age_band_code) <> 1
union all
select
    -1 as age_years,
    count(*) as band_count
from {{ ref('int_ages') }}
having count(*) <> 200

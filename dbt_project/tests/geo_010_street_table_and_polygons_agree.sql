{{
    config(
        meta={
            'rule_id': 'GEO-010',
            'severity': 'critical',
            'says': 'Street table and polygons place nearly every access address in the same rode, or it lies near the border.',
            'dagster': {'ref': {'name': 'int_placement_agreement'}}
        }
    )
}}
-- fails with every year in which more access addresses disagree than the limit in dbt_project.yml
with

agreement as (

    select * from {{ ref('int_placement_agreement') }}
    where agreement_code in ('agree', 'near_border', 'disagree', 'unknown_rode')

),

shares as (

    select
        reference_year,
        sum(address_count) as compared_count,
        sum(case when agreement_code in ('disagree', 'unknown_rode') then address_count else 0 end) as disagreeing_count
    from agreement
    group by reference_year

)

select *
from shares
where 100 * disagreeing_count > {{ var('max_placement_disagreement_pct') }} * compared_count

{{
    config(
        meta={
            'rule_id': 'MART-012',
            'severity': 'critical',
            'says': 'In every gap to the rest of the city, area and rest are the city; a positive gap is worse by the polarity of the indicator.',
            'dagster': {'ref': {'name': 'indicator_gaps'}}
        }
    )
}}
-- fails with every gap whose area and rest are not the city, or whose sign does not follow the polarity
with

gaps as (

    select * from {{ ref('indicator_gaps') }}

),

city as (

    select * from {{ ref('indicator_values') }}
    where area_set = 'kommune' and breakdown = 'alle'

)

select gaps.*
from gaps
left join city
    on
        gaps.indicator_code = city.indicator_code
        and gaps.reference_year = city.reference_year
where
    (
        gaps.comparator = 'rest_of_city'
        and (
            coalesce(gaps.numerator + gaps.comparator_numerator, -1) <> coalesce(city.numerator, -1)
            or coalesce(gaps.denominator + gaps.comparator_denominator, -1) <> coalesce(city.denominator, -1)
        )
    )
    or (gaps.polarity_code <> 'high' and (gaps.gap > 0) <> (gaps.value > gaps.comparator_value))
    or (gaps.polarity_code = 'high' and (gaps.gap > 0) <> (gaps.value < gaps.comparator_value))
    or (gaps.value_status = 'measured') <> (gaps.gap is not null)

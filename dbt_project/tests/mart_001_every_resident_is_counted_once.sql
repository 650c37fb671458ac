{{
    config(
        meta={
            'rule_id': 'MART-001',
            'severity': 'critical',
            'says': 'Every resident of the municipality is counted once a year, no more and no less.',
            'dagster': {'ref': {'name': 'int_residents'}}
        }
    )
}}
-- fails with every year in which residents and the persons of the population rule are not the same number
with

persons as (

    select * from {{ ref('stg_cpr__persons') }}
    where status_code in ('01', '03')

),

addresses as (

    select * from {{ ref('stg_cpr__addresses') }}
    where municipality_code = '{{ var("municipality_code") }}'

),

expected as (

    select
        persons.reference_year,
        count(distinct persons.person_key) as person_count
    from persons
    inner join addresses
        on
            persons.person_key = addresses.person_key
            and persons.reference_year = addresses.reference_year
    group by persons.reference_year

),

found as (

    select
        reference_year,
        count(*) as row_count,
        count(distinct person_key) as person_count
    from {{ ref('int_residents') }}
    group by reference_year

)

select
    coalesce(expected.reference_year, found.reference_year) as reference_year,
    expected.person_count as expected_count,
    found.row_count,
    found.person_count
from expected
full outer join found
    on expected.reference_year = found.reference_year
where
    coalesce(expected.person_count, 0) <> coalesce(found.row_count, 0)
    or coalesce(expected.person_count, 0) <> coalesce(found.person_count, 0)

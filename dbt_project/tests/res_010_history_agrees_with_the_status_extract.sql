{{
    config(
        meta={
            'rule_id': 'RES-010',
            'severity': 'warning',
            'says': 'Where no extract of changes has revised a year, history counts as many residents in every atom as the status extract.',
            'dagster': {'ref': {'name': 'int_population_by_history'}}
        }
    )
}}
-- fails with every atom and year that no change explains and that the two count differently
with

by_status as (

    select
        reference_year,
        atom_key,
        count(*) as resident_count
    from {{ ref('int_population') }}
    group by reference_year, atom_key

),

by_history as (

    select
        reference_year,
        atom_key,
        sum(resident_count) as resident_count
    from {{ ref('int_population_by_history') }}
    group by reference_year, atom_key

),

unrevised_years as (

    select reference_year from {{ ref('stg_residence__revisions') }}
    where by_changes_count = 0

)

select
    unrevised_years.reference_year,
    coalesce(by_status.atom_key, by_history.atom_key) as atom_key,
    by_status.resident_count as status_count,
    by_history.resident_count as history_count
from by_status
full outer join by_history
    on
        by_status.reference_year = by_history.reference_year
        and by_status.atom_key = by_history.atom_key
inner join unrevised_years
    on coalesce(by_status.reference_year, by_history.reference_year) = unrevised_years.reference_year
where coalesce(by_status.resident_count, 0) <> coalesce(by_history.resident_count, 0)

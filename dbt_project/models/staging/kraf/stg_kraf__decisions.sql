-- one row per decision in a criminal case, by reference year
with

source as (

    select * from {{ source('kraf', 'decision') }}

),

stg_kraf__decisions as (

    select
        cast(person_key as bigint) as person_key,
        cast(reference_year as smallint) as reference_year,
        cast(id_class as string) as id_class,
        cast(decision_date as date) as decision_date,
        cast(offence_date as date) as offence_date,
        cast(offence_code as string) as offence_code,
        cast(decision_kind_code as string) as decision_kind_code,
        cast(unsuspended_days_count as integer) as unsuspended_days_count
    from source

)

select * from stg_kraf__decisions

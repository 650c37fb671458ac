-- one row per former person key
with

source as (

    select * from {{ source('residence', 'person_alias') }}

),

stg_residence__person_aliases as (

    select
        cast(former_person_key as bigint) as former_person_key,
        cast(person_key as bigint) as person_key
    from source

)

select * from stg_residence__person_aliases

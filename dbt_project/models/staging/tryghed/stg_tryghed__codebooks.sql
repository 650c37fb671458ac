-- one row per column and code of the questionnaire, by reference year
with

source as (

    select * from {{ source('tryghed', 'codebook') }}

),

stg_tryghed__codebooks as (

    select
        cast(column_name as string) as column_name,
        cast(answer_code as string) as answer_code,
        cast(reference_year as smallint) as reference_year,
        cast(title as string) as title
    from source

)

select * from stg_tryghed__codebooks

-- one row per topic
with

readme_topics as (

    select * from {{ ref('readme_topics') }}

),

katalog_laes_mig as (

    select
        cast(sort_order as smallint) as raekkefoelge,
        topic as emne,
        body as tekst,
        example_query as eksempel
    from readme_topics

)

select * from katalog_laes_mig

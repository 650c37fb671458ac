-- one row per polygon of the layer of udsatte byområder and reference year
with

source as (

    select * from {{ source('geografi', 'udsat_byomraade') }}

),

stg_geografi__udsatte_byomraader as (

    select
        cast(byomraade_name as string) as byomraade_name,
        cast(delomraade_name as string) as delomraade_name,
        cast(reference_year as smallint) as reference_year
    from source

)

select * from stg_geografi__udsatte_byomraader

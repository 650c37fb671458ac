-- one row per respondent and reference year
with

source as (

    select * from {{ source('tryghed', 'answer') }}

),

stg_tryghed__answers as (

    select
        cast(respondent_code as string) as respondent_code,
        cast(reference_year as smallint) as reference_year,
        cast(area_set as string) as area_set,
        cast(area_code as string) as area_code,
        cast(special_area_code as string) as special_area_code,
        cast(sex_code as string) as sex_code,
        cast(age_group as string) as age_group,
        cast(safe_in_neighbourhood_code as string) as safe_in_neighbourhood_code,
        cast(safe_in_evening_code as string) as safe_in_evening_code,
        cast(wishes_to_move_code as string) as wishes_to_move_code,
        cast(place_for_children_code as string) as place_for_children_code,
        cast(victim_of_crime_code as string) as victim_of_crime_code,
        cast(weight as double) as weight
    from source

)

select * from stg_tryghed__answers

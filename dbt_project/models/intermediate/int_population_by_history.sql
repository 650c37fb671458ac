-- one row per reference year, atom, sex and age band: residents at 1 January by history as known now
with

stays as (

    select * from {{ ref('int_residence_stays') }}

),

int_population_by_history as (

    select
        reference_year,
        atom_key,
        sex_code,
        age_band_code,
        count(*) as resident_count
    from stays
    where from_date = {{ first_of_january('reference_year') }}
    group by reference_year, atom_key, sex_code, age_band_code

)

select * from int_population_by_history

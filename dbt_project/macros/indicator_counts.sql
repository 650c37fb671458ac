{#-
    The two ways of counting an indicator. Both give the same columns, so that models/indicators can be put together
    without knowing its files. An indicator is counted only for years that all its registers have delivered for.
-#}

{#-
    Residents within the age band of the catalogue.
    counted: who is counted; among: among whom. A resident for whom `among` does not hold is counted as missing.
-#}
{% macro count_residents(indicator_code, counted, among='true') -%}
with

residents as (

    select * from {{ ref('int_residents_measured') }}

),

collected_years as (

    select * from {{ ref('int_indicator_years') }}
    where indicator_code = '{{ indicator_code }}' and is_collected

),

within_age_band as (

    select
        residents.reference_year,
        residents.atom_key,
        residents.sex_code,
        residents.age_band_code,
        residents.origin_group_code,
        case when {{ among }} then 1 else 0 end as is_known,
        case when {{ among }} and {{ counted }} then 1 else 0 end as is_counted
    from residents
    inner join collected_years
        on residents.reference_year = collected_years.reference_year
    where
        (collected_years.age_from is null or residents.age_years >= collected_years.age_from)
        and (collected_years.age_to is null or residents.age_years <= collected_years.age_to)

)

select
    '{{ indicator_code }}' as indicator_code,
    reference_year,
    atom_key,
    sex_code,
    age_band_code,
    origin_group_code,
    cast(sum(is_counted) as bigint) as numerator,
    cast(sum(is_known) as bigint) as denominator,
    cast(sum(1 - is_known) as bigint) as missing_count
from within_age_band
group by reference_year, atom_key, sex_code, age_band_code, origin_group_code
{%- endmacro %}

{#-
    Occupied dwellings. numerator, denominator and missing are whole numbers of one dwelling, summed per atom and year.
-#}
{% macro sum_dwellings(indicator_code, numerator, denominator, missing) -%}
with

dwellings as (

    select * from {{ ref('int_dwellings') }}

),

collected_years as (

    select * from {{ ref('int_indicator_years') }}
    where indicator_code = '{{ indicator_code }}' and is_collected

)

select
    '{{ indicator_code }}' as indicator_code,
    dwellings.reference_year,
    dwellings.atom_key,
    'alle' as sex_code,
    'alle' as age_band_code,
    'alle' as origin_group_code,
    cast(sum({{ numerator }}) as bigint) as numerator,
    cast(sum({{ denominator }}) as bigint) as denominator,
    cast(sum({{ missing }}) as bigint) as missing_count
from dwellings
inner join collected_years
    on dwellings.reference_year = collected_years.reference_year
group by dwellings.reference_year, dwellings.atom_key
{%- endmacro %}

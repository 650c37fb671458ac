-- one row per atom and reference year
-- m2 of occupied dwellings within the limits, and the residents who live in them; residents whose address has no
-- dwelling in BBR are missing, residents of dwellings outside the limits are left out by definition
{{
    sum_dwellings(
        indicator_code='D05',
        numerator='case when is_within_limits then dwelling_area_m2 else 0 end',
        denominator='case when is_within_limits then resident_count else 0 end',
        missing='case when has_dwelling then 0 else resident_count end'
    )
}}

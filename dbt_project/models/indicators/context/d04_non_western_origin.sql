-- one row per atom, reference year, sex, age band and origin group
-- residents of non-Western origin among residents of known origin
{{
    count_residents(
        indicator_code='D04',
        counted='is_non_western_origin',
        among='is_non_western_origin is not null'
    )
}}

-- one row per atom, reference year, sex, age band and origin group
-- residents with compulsory school or nothing registered among residents; a code unknown to the year's classification
-- is missing, a resident unknown to the register is without education by definition
{{
    count_residents(
        indicator_code='D02',
        counted='is_without_education',
        among='is_without_education is not null'
    )
}}

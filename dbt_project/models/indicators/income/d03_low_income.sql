-- one row per atom, reference year, sex, age band and origin group
-- residents with a gross income at or below the limit among residents with an income
{{
    count_residents(
        indicator_code='D03',
        counted='is_low_income',
        among='is_low_income is not null'
    )
}}

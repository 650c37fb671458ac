-- one row per atom, reference year, sex, age band and origin group
-- residents permanently outside the labour market among residents with a labour market status
{{
    count_residents(
        indicator_code='D01',
        counted='is_outside_labour_market',
        among='is_outside_labour_market is not null'
    )
}}

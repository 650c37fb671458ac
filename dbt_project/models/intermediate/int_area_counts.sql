-- one row per indicator, area set, area, reference year, breakdown and member that anybody was counted in
-- Atoms are counted once, split one way at a time, and then added up to every area set.
with

counts as (

    select * from {{ ref('int_indicator_counts') }}

),

area_atoms as (

    select * from {{ ref('int_area_atoms') }}

),

atom_counts as (

    {{ counts_by('alle', member="'alle'") }}
    union all
    {{ counts_by('koen', member='sex_code') }}
    union all
    {{ counts_by('alder', member='age_band_code') }}
    union all
    {{ counts_by('herkomst', member='origin_group_code') }}

),

int_area_counts as (

    select
        atom_counts.indicator_code,
        area_atoms.area_set,
        area_atoms.area_code,
        atom_counts.reference_year,
        atom_counts.breakdown,
        atom_counts.breakdown_value,
        cast(sum(atom_counts.numerator) as bigint) as numerator,
        cast(sum(atom_counts.denominator) as bigint) as denominator,
        cast(sum(atom_counts.missing_count) as bigint) as missing_count
    from atom_counts
    inner join area_atoms
        on
            atom_counts.atom_key = area_atoms.atom_key
            and atom_counts.reference_year = area_atoms.reference_year
    group by
        atom_counts.indicator_code,
        area_atoms.area_set,
        area_atoms.area_code,
        atom_counts.reference_year,
        atom_counts.breakdown,
        atom_counts.breakdown_value

)

select * from int_area_counts

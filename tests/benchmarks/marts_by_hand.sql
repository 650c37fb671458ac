-- The rows of mart.indicator_values from the same Parquet, in one DuckDB script written by hand: what the dbt build is
-- measured against. Both count people where the residence tables place them. It skips everything that does not change a
-- figure: layers, contracts, tests, gaps, catalogue.
-- {vault} stands for vault/current of the data root and {seeds} for the seeds of the dbt project.
create schema if not exists mart;

create or replace temp table catalogue as
with delivered as (
    select distinct product as register, reference_year from read_parquet('{vault}/deliveries__delivery/*.parquet')
    where kind_code = 'status'
),
years as (select reference_year, list(register) as registers from delivered group by all)
select
    i.*,
    y.reference_year,
    list_has_all(y.registers, string_split(i.register_codes, '+')) as is_collected,
    list_contains(y.registers, 'ras') as has_origin
from read_csv('{seeds}/indicators.csv', types = {'goal_code': 'varchar'}) as i, years as y
where y.reference_year between i.valid_from_year and coalesce(try_cast(i.valid_to_year as integer), 9999);

create or replace temp table atom_area as
with given as (
    from read_parquet('{vault}/geography__atom_area/*.parquet')
    where area_set <> 'kommune' and boundary_year = reference_year
),
atoms as (
    select distinct atom_key, reference_year from read_parquet('{vault}/geography__atom_area/*.parquet')
    union all
    select distinct 'uden-for-inddeling', reference_year from catalogue
),
sets as (select distinct area_set from given)
select 'kommune' as area_set, '0101' as area_code, atom_key, reference_year from atoms
union all
select
    s.area_set,
    coalesce(g.area_code, if(a.atom_key = 'uden-for-inddeling', a.atom_key, 'resten-af-byen')),
    a.atom_key,
    a.reference_year
from sets as s cross join atoms as a left join given as g using (area_set, atom_key, reference_year);

create or replace temp table area as
with given as (from read_parquet('{vault}/geography__area/*.parquet') where boundary_year = reference_year),
years as (select distinct reference_year from catalogue),
vintages as (select distinct reference_year from given),
boundary as (
    select
        y.reference_year,
        coalesce(max(v.reference_year) filter (v.reference_year <= y.reference_year), min(v.reference_year)) as boundary_year
    from years as y, vintages as v group by all
),
named as (
    select g.area_set, g.area_code, g.area_name, b.reference_year
    from given as g join boundary as b on g.reference_year = b.boundary_year
)
from named
union all
select distinct area_set, 'uden-for-inddeling', 'Uden for inddeling', reference_year from named where area_set <> 'kommune'
union all
select distinct area_set, area_code, 'Resten af byen', reference_year from atom_area where area_code = 'resten-af-byen';

create or replace temp table resident as
select
    p.person_key,
    p.reference_year,
    coalesce(p.sex_code, 'uoplyst') as sex_code,
    p.reference_year - year(p.birth_date) - (month(p.birth_date) * 100 + day(p.birth_date) > 101)::int as age,
    l.dwelling_key,
    l.atom_key
from read_parquet('{vault}/cpr__person/*.parquet') as p
join read_parquet('{vault}/cpr__address/*.parquet') as a using (person_key, reference_year)
join read_parquet('{vault}/residence__person_place/*.parquet') as l using (person_key, reference_year)
where p.status_code in ('01', '03') and a.municipality_code = '0101';

create or replace temp table age_band as
select unnest(range(age_from::int, coalesce(try_cast(age_to as integer), 199) + 1)) as age, age_band_code
from read_csv('{seeds}/age_bands.csv') where age_from is not null;

create or replace temp table fact as
select
    r.reference_year, r.age, r.sex_code,
    coalesce(b.age_band_code, 'uoplyst') as age_band_code,
    coalesce(o.origin_group_code, 'uoplyst') as origin_group_code,
    r.dwelling_key,
    r.atom_key,
    c.is_outside_labour_market as d01,
    if(e.person_key is null, true, g.is_no_education) as d02,
    i.gross_income_oere as income,
    if(o.origin_group_code is null, null, o.origin_group_code = 'ikke_vestlig') as d04
from resident as r
left join age_band as b on b.age = r.age
left join read_parquet('{vault}/ras__status/*.parquet') as s
    on s.person_key = r.person_key and s.reference_year = r.reference_year
left join read_csv('{seeds}/ras_status_codes.csv', types = {'ras_status_code': 'varchar'}) as c
    on c.ras_status_code = s.ras_status_code
left join read_csv('{seeds}/origins.csv', types = {'origin_code': 'varchar'}) as o
    on o.origin_code = s.origin_code and o.is_western = s.is_western
left join read_parquet('{vault}/udda__education/*.parquet') as e
    on e.person_key = r.person_key and e.reference_year = r.reference_year
left join read_parquet('{vault}/udda__classification/*.parquet') as k
    on k.hfaudd_code = e.hfaudd_code and k.reference_year = e.reference_year
left join read_csv('{seeds}/education_main_groups.csv', types = {'main_group_code': 'varchar'}) as g
    on g.main_group_code = k.disced15_main_code
left join read_parquet('{vault}/ind__income/*.parquet') as i
    on i.person_key = r.person_key and i.reference_year = r.reference_year;

create or replace temp table cell as
with low as (select reference_year, 0.75 * median(income) as income_limit from fact where age >= 18 group by all)
select
    reference_year, atom_key, sex_code, age_band_code, origin_group_code,
    sum((d01 and age between 16 and 66)::int) as n1,
    sum((d01 is not null and age between 16 and 66)::int) as d1,
    sum((d01 is null and age between 16 and 66)::int) as m1,
    sum((d02 and age between 16 and 64)::int) as n2,
    sum((d02 is not null and age between 16 and 64)::int) as d2,
    sum((d02 is null and age between 16 and 64)::int) as m2,
    sum((income <= income_limit and age >= 18)::int) as n3,
    sum((income is not null and age >= 18)::int) as d3,
    sum((income is null and age >= 18)::int) as m3,
    sum(d04::int) as n4,
    sum((d04 is not null)::int) as d4,
    sum((d04 is null)::int) as m4
from fact left join low using (reference_year)
group by all;

create or replace temp table dwelling as
with unit as (
    select dwelling_key, reference_year, sum(residential_area_m2) as area
    from read_parquet('{vault}/residence__dwelling_unit/*.parquet')
    where status_code = '6' and usage_code between '110' and '190' group by all
),
occupied as (
    select dwelling_key, reference_year, any_value(atom_key) as atom_key, count(*) as residents
    from fact where dwelling_key is not null group by all
)
select
    reference_year, atom_key,
    sum(if(area between 10 and 1000 and residents <= 15, area, 0)) as numerator,
    sum(if(area between 10 and 1000 and residents <= 15, residents, 0)) as denominator,
    sum(if(area is null, residents, 0)) as missing_count
from occupied left join unit using (dwelling_key, reference_year) group by all;

create or replace temp table counted as
with person as (
    select *, unnest([
        {'code': 'D01', 'n': n1, 'd': d1, 'm': m1},
        {'code': 'D02', 'n': n2, 'd': d2, 'm': m2},
        {'code': 'D03', 'n': n3, 'd': d3, 'm': m3},
        {'code': 'D04', 'n': n4, 'd': d4, 'm': m4}
    ]) as c
    from cell
),
one_way as (
    select
        c.code as indicator_code,
        reference_year,
        atom_key,
        b.breakdown,
        case b.breakdown
            when 'koen' then sex_code
            when 'alder' then age_band_code
            when 'herkomst' then origin_group_code
            else 'alle'
        end as breakdown_value,
        sum(c.n) as numerator,
        sum(c.d) as denominator,
        sum(c.m) as missing_count
    from person, (select unnest(['alle', 'koen', 'alder', 'herkomst']) as breakdown) as b
    group by all
    having sum(c.d) + sum(c.m) > 0
    union all
    select 'D05', reference_year, atom_key, 'alle', 'alle', numerator, denominator, missing_count from dwelling
)
select
    indicator_code, area_set, area_code, reference_year, breakdown, breakdown_value,
    sum(numerator) as numerator,
    sum(denominator) as denominator,
    sum(missing_count) as missing_count
from one_way join atom_area using (atom_key, reference_year) group by all;

create or replace table mart.indicator_values as
with member as (
    select 'alle' as breakdown, 'alle' as breakdown_value, null::int as age_from, null::int as age_to
    union all
    select 'koen', sex_code, null, null from read_csv('{seeds}/sexes.csv')
    union all
    select 'alder', age_band_code, try_cast(age_from as int), try_cast(age_to as int) from read_csv('{seeds}/age_bands.csv')
    union all
    select 'herkomst', origin_group_code, null, null from read_csv('{seeds}/origin_groups.csv')
),
unknown as (
    select distinct indicator_code, reference_year, breakdown from counted where breakdown_value = 'uoplyst'
),
due as (
    select
        c.*,
        m.breakdown,
        m.breakdown_value,
        c.is_collected and (m.breakdown <> 'herkomst' or m.breakdown_value = 'uoplyst' or c.has_origin) as is_counted
    from catalogue as c
    join member as m
        on (c.has_breakdowns or m.breakdown = 'alle')
        and (m.age_from is null or c.age_to is null or m.age_from <= c.age_to)
        and (m.age_to is null or c.age_from is null or m.age_to >= c.age_from)
    left join unknown as u using (indicator_code, reference_year, breakdown)
    where m.breakdown_value <> 'uoplyst' or (u.breakdown is not null and c.is_collected)
)
select
    d.indicator_code, d.indicator_version::smallint as indicator_version,
    a.area_set, a.area_code, a.area_name,
    d.reference_year, d.breakdown, d.breakdown_value,
    if(d.is_counted, coalesce(k.numerator, 0), null)::bigint as numerator,
    if(d.is_counted, coalesce(k.denominator, 0), null)::bigint as denominator,
    if(d.is_counted, coalesce(k.missing_count, 0), null)::bigint as missing_count,
    if(d.is_counted, k.numerator::double * d.value_per / nullif(k.denominator, 0), null) as value,
    d.unit,
    d.decimals::smallint as decimals,
    case
        when not d.is_counted then 'not_collected'
        when coalesce(k.denominator, 0) = 0 then 'no_population'
        else 'measured'
    end as value_status,
    'not protected against disclosure' as disclosure_status
from due as d
join area as a using (reference_year)
left join counted as k
    using (indicator_code, area_set, area_code, reference_year, breakdown, breakdown_value);

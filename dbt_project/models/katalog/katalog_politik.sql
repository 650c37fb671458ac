-- one row per policy version and statement: the version itself, its goals, criteria and areas
with

versions as (

    select * from {{ ref('policy_versions') }}

),

goals as (

    select * from {{ ref('policy_goals') }}

),

criteria as (

    select * from {{ ref('policy_criteria') }}

),

policy_areas as (

    select * from {{ ref('policy_areas') }}

),

areas as (

    select
        policy_version,
        area_code,
        delomraade_name,
        byomraade_name,
        min(case when is_confirmed then 1 else 0 end) = 1 as is_confirmed,
        min(source_url) as source_url
    from policy_areas
    group by policy_version, area_code, delomraade_name, byomraade_name

),

statements as (

    select
        policy_version,
        'version' as art,
        cast(policy_version as string) as kode,
        title_da as tekst,
        title_en as tekst_en,
        is_confirmed as er_bekraeftet,
        source_url as kilde,
        note
    from versions
    union all
    select
        policy_version,
        'maal' as art,
        goal_code as kode,
        text_da as tekst,
        text_en as tekst_en,
        is_confirmed as er_bekraeftet,
        source_url as kilde,
        case when not is_danish_wording_confirmed then 'The Danish wording has not been confirmed.' end as note
    from goals
    union all
    select
        policy_version,
        'kriterium' as art,
        indicator_code as kode,
        name_da as tekst,
        name_en as tekst_en,
        is_confirmed as er_bekraeftet,
        source_url as kilde,
        note
    from criteria
    union all
    select
        policy_version,
        'omraade' as art,
        area_code as kode,
        delomraade_name as tekst,
        delomraade_name as tekst_en,
        is_confirmed as er_bekraeftet,
        source_url as kilde,
        byomraade_name as note
    from areas

),

katalog_politik as (

    select
        cast(statements.policy_version as smallint) as politik_version,
        statements.art,
        statements.kode,
        statements.tekst,
        statements.tekst_en,
        statements.er_bekraeftet,
        versions.valid_from as gyldig_fra,
        versions.valid_to as gyldig_til,
        versions.adopted_date as vedtaget,
        versions.f2_case_number as sag_f2,
        versions.edoc_case_number as sag_edoc,
        versions.hearing_from as hoering_fra,
        versions.hearing_to as hoering_til,
        statements.kilde,
        statements.note
    from statements
    inner join versions
        on statements.policy_version = versions.policy_version

)

select * from katalog_politik

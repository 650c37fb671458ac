-- one row per indicator and version
with

indicators as (

    select * from {{ ref('indicators') }}

),

newest_policy as (

    select max(policy_version) as policy_version from {{ ref('policy_goals') }}

),

-- Indicators outlive policies: what they serve is said in the words of the newest.
goals as (

    select policy_goals.*
    from {{ ref('policy_goals') }} as policy_goals
    inner join newest_policy
        on policy_goals.policy_version = newest_policy.policy_version

),

katalog_indikatorer as (

    select
        indicators.indicator_code as kode,
        cast(indicators.indicator_version as smallint) as version,
        indicators.name_da as navn,
        indicators.name_en as navn_en,
        indicators.definition_da as definition,
        indicators.definition_en,
        indicators.numerator_da as taeller,
        indicators.denominator_da as naevner,
        indicators.goal_code as maal_kode,
        goals.title_da as maal,
        indicators.theme_code as tema,
        indicators.owner_code as forvaltning,
        cast(indicators.age_from as smallint) as alder_fra,
        cast(indicators.age_to as smallint) as alder_til,
        indicators.register_codes as registre,
        indicators.reference_date_rule as referencedato,
        cast(indicators.lag_years as smallint) as forskydning_aar,
        indicators.polarity_code as retning,
        indicators.unit as enhed,
        cast(indicators.decimals as smallint) as decimaler,
        indicators.has_breakdowns as har_opdelinger,
        cast(indicators.valid_from_year as smallint) as gyldig_fra_aar,
        cast(indicators.valid_to_year as smallint) as gyldig_til_aar,
        indicators.provenance_code as proveniens,
        indicators.source_url as kilde,
        indicators.model_name as model
    from indicators
    left join goals
        on indicators.goal_code = goals.goal_code

)

select * from katalog_indikatorer

-- one row per accepted delivery in force
with

deliveries as (

    select * from {{ ref('stg_deliveries__deliveries') }}

),

registers as (

    select * from {{ ref('registers') }}

),

katalog_leveringer as (

    select
        deliveries.register,
        deliveries.product as produkt,
        deliveries.period as periode,
        registers.name_da as registernavn,
        registers.authority as myndighed,
        deliveries.reference_year as referenceaar,
        deliveries.reference_date as referencedato,
        deliveries.delivery_key as leverings_noegle,
        deliveries.delivery_number as leveringsnummer,
        deliveries.version,
        deliveries.row_count as raekker,
        deliveries.quarantined_count as karantaene
    from deliveries
    left join registers
        on deliveries.register = registers.register_code

)

select * from katalog_leveringer

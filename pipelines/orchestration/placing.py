"""Assets between the vault and dbt: addresses placed in atoms, and people placed once, with their residence history."""

from collections.abc import Iterator

import dagster as dg

from pipelines.faults import kind_and_place
from pipelines.orchestration.receiving import DELIVERIES
from pipelines.orchestration.recording import register_key
from pipelines.orchestration.resources import DataRoot, Writer

GEOGRAPHY_TABLES = {
    "access_address_atom": "Atom of every access address: the smallest unit that all area sets are unions of.",
    "atom_area": "Areas that each atom belongs to, one row per area set and year of the boundaries.",
    "area": "Every area of every area set, with name, parent and size.",
    "boundary_version": "From when to when the boundaries of an area set were the same.",
    "placement_control": "Placement by polygon held against the street table, one row per access address.",
}
RESIDENCE_TABLES = {
    "person_alias": "The person key in force of every earlier number of a person.",
    "person_place": "Where each person of the status extract lives: atom and opaque dwelling; never an address.",
    "dwelling": "Dwellings by opaque key: atom, area, rooms; never an address.",
    "dwelling_unit": "Units of dwellings by opaque key; never an address or a key of BBR.",
    "stay": "Residence history: stays of persons, cut at calendar years.",
    "revision": "Population by status extract against population by history as known now, in counts.",
}
_LAYERS = ("bydel", "kvarter", "rode", "udsat_byomraade", "street_register")
_GEOGRAPHY_INPUTS = [
    register_key("dar", "access_address"),
    register_key("dar", "access_point"),
    *(register_key("geografi", layer) for layer in _LAYERS),
]
_RESIDENCE_INPUTS = [
    *(register_key("cpr", table) for table in ("person", "address", "former_number", "former_address")),
    *(register_key("cpr", f"changed_{table}") for table in ("person", "address", "former_number", "former_address")),
    *(register_key("dar", table) for table in ("address", "access_address", "named_road_part")),
    register_key("bbr", "unit"),
    register_key("geography", "access_address_atom"),
]


def made_keys() -> list[dg.AssetKey]:
    """Return the assets that this module makes."""
    return [
        *(register_key("geography", table) for table in GEOGRAPHY_TABLES),
        *(register_key("residence", table) for table in RESIDENCE_TABLES),
    ]


def _specs(register: str, tables: dict[str, str], inputs: list[dg.AssetKey], owner: str) -> list[dg.AssetSpec]:
    return [
        dg.AssetSpec(
            register_key(register, table),
            deps=[DELIVERIES, *inputs],
            group_name=register,
            kinds={"parquet", "polars"},
            owners=[f"team:{owner}"],
            description=description,
        )
        for table, description in tables.items()
    ]


@dg.multi_asset(
    name="geography", specs=_specs("geography", GEOGRAPHY_TABLES, _GEOGRAPHY_INPUTS, "tmf"), pool="vault_writer"
)
def geography(context: dg.AssetExecutionContext, data_root: DataRoot, writer: Writer) -> Iterator[dg.MaterializeResult]:
    """Place the access addresses of every year whose addresses or boundaries have changed."""
    del writer
    from pipelines.geography.building import build_year, ensure_schemas, years_ready  # late: brings polars and shapely

    store = data_root.store()
    ensure_schemas(store)
    years = years_ready(store)
    made = {str(year): counts for year in years if (counts := build_year(store, year)) is not None}
    for year, counts in made.items():
        context.log.info(f"geography: {year}, {', '.join(f'{n} {name}' for name, n in counts.items())}")
    metadata: dict[str, dg.MetadataValue | int] = {
        "years": len(years),
        "years_placed_anew": len(made),
        "counts": dg.MetadataValue.json(made),
    }
    for table in GEOGRAPHY_TABLES:
        yield dg.MaterializeResult(asset_key=register_key("geography", table), metadata=metadata)


@dg.multi_asset(
    name="residence", specs=_specs("residence", RESIDENCE_TABLES, _RESIDENCE_INPUTS, "okf"), pool="vault_writer"
)
def residence(context: dg.AssetExecutionContext, data_root: DataRoot, writer: Writer) -> Iterator[dg.MaterializeResult]:
    """Place people, and make their history from every extract; addresses are read beside the archive and stay there."""
    del writer
    from pipelines.registers.person_secret import load_key
    from pipelines.residence.building import build_residence, ensure_schemas  # late: brings polars

    store = data_root.store()
    ensure_schemas(store)
    failure = ""
    try:
        made = build_residence(store, load_key(store), context.log.info)
    except Exception as error:
        failure = f"residence: {kind_and_place(error)}; nothing in force was changed. Report it with this line"
    if failure:
        raise dg.Failure(description=failure, allow_retries=False)
    metadata: dict[str, dg.MetadataValue | int] = {
        "years_made_anew": len(made),
        "counts": dg.MetadataValue.json(made),
    }
    for table in RESIDENCE_TABLES:
        yield dg.MaterializeResult(asset_key=register_key("residence", table), metadata=metadata)

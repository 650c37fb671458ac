"""Assets of geography: addresses placed in atoms, atoms in area sets, for every reference year that has arrived."""

from collections.abc import Iterator

import dagster as dg

from pipelines.orchestration.receiving import DELIVERIES, register_key
from pipelines.orchestration.resources import DataRoot, Writer

TABLES = {
    "access_address_atom": "Atom of every access address: the smallest unit that all area sets are unions of.",
    "atom_area": "Areas that each atom belongs to, one row per area set.",
    "area": "Every area of every area set, with name, parent and size.",
}
_INPUTS = [
    register_key("dar", "access_address"),
    register_key("dar", "access_point"),
    *(register_key("geografi", layer) for layer in ("bydel", "kvarter", "rode", "udsat_byomraade")),
]


@dg.multi_asset(
    name="geography",
    specs=[
        dg.AssetSpec(
            register_key("geography", table),
            deps=[DELIVERIES, *_INPUTS],
            group_name="geography",
            kinds={"parquet", "polars"},
            owners=["team:tmf"],
            description=description,
        )
        for table, description in TABLES.items()
    ],
    pool="vault_writer",
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
    for table in TABLES:
        yield dg.MaterializeResult(asset_key=register_key("geography", table), metadata=metadata)

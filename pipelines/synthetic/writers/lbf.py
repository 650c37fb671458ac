"""Write the almene dwellings as Landsbyggefonden would: organisations, sections, building sections, dwellings.

Dwellings are the units that the building register calls publicly supported. A section is what an organisation owns
along one road, so that its number never changes; names of organisations are invented. Of some sections an earlier one
still stands, since nobody reported that the two were merged: their dwellings come twice.
"""

from pathlib import Path

import polars as pl

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.written import WrittenFile

ORGANISATIONS = (
    "Boligforeningen Sydhavnen", "Boligselskabet Fælledgården", "AB Nordlys", "Boligforeningen Enghave Have",
    "Bo & Hjem", "Boligforeningen Kløvermarken", "Boligselskabet Brohuset", "Boligforeningen Utterslev Eng",
    "Boligforeningen Øresund", "Andels-Boligforeningen Damhus", "Boligselskabet Strandlodden",
    "Boligselskabet Vanløse Park", "Foreningen Grundtvigsgård", "Boligselskabet Ørestaden",
)  # fmt: skip
FIRST_LBF_NUMBER = 9001
PUBLICLY_SUPPORTED, BUILT, COLLEGE_USAGE = "1", "6", "150"
FIRST_BUILDING_YEAR = 1950
# One road of so many has a section that was merged without notice; the numbers of such sections begin with 9.
ROADS_PER_MERGER = 149
REGISTERED, REGISTERED_BEFORE = "2014-06-30T22:00:00Z", "2009-03-02T09:15:00+01:00"


def write_lbf(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``LBF_STAMDATA_<year>.xml``; ``record_count`` counts records of all four kinds."""
    dwellings = _dwellings(snapshot)
    keys = ["lbf_number", "section_number", "building_section"]
    buildings = _joined(dwellings, keys, _dwelling(), pl.col("property_number").first(), pl.col("year").first(),
                        pl.col("road_name").first(), pl.col("is_former").first())  # fmt: skip
    sections = _joined(buildings, keys[:2], _building_section(), pl.col("year").min(), pl.col("road_name").first(),
                       pl.col("is_former").first())  # fmt: skip
    organisations = _joined(sections, keys[:1], _section())
    body = organisations.select(_organisation()).to_series()
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<LbfStamdata xmlns="urn:eksempel:lbf:stamdata:3">',
        f"<Udtraek><Kommune>0101</Kommune><Opgjort>{snapshot.year}-01-01</Opgjort></Udtraek>",
    ]
    path = folder / f"LBF_STAMDATA_{snapshot.year}.xml"
    path.write_bytes(("\n".join([*head, *body, "</LbfStamdata>"]) + "\n").encode("utf-8"))
    count = sum(frame.height for frame in (dwellings, buildings, sections, organisations))
    return (WrittenFile(path, "lbf_stamdata", count),)


def _dwellings(snapshot: Snapshot) -> pl.DataFrame:
    """One row per dwelling and section, in the order of the file."""
    places = snapshot.dwellings.select("address_id", "access_address_id").join(
        snapshot.access_addresses.select("access_address_id", "road_code", "road_name", "kvarter_code"),
        on="access_address_id",
        how="left",
    )
    organisation = pl.col("kvarter_code").cast(pl.Int32) * 5 % len(ORGANISATIONS)
    supported = (
        snapshot.units.filter(
            (pl.col("public_support_code") == PUBLICLY_SUPPORTED)
            & (pl.col("status_code") == BUILT)
            & pl.col("dwelling_type_code").is_not_null()
        )
        .join(places, on="address_id", how="left", maintain_order="left")
        .join(snapshot.buildings.select("building_id", "construction_year"), on="building_id", how="left")
        .filter(pl.col("kvarter_code").is_not_null())
        .with_columns(
            (FIRST_LBF_NUMBER + organisation).cast(pl.String).alias("lbf_number"),
            pl.col("road_code").alias("section_number"),
            pl.col("building_id").str.head(8).str.to_integer(base=16, dtype=pl.Int64).alias("draw"),
            pl.max_horizontal("construction_year", pl.lit(FIRST_BUILDING_YEAR))
            .fill_null(FIRST_BUILDING_YEAR)
            .alias("year"),
            pl.lit(False).alias("is_former"),
        )
        .with_columns((pl.col("draw") % 9_000_000 + 1_000_000).cast(pl.String).alias("property_number"))
    )
    merged = supported.filter(pl.col("road_code").cast(pl.Int32) % ROADS_PER_MERGER == 0).with_columns(
        pl.concat_str(pl.lit("9"), pl.col("road_code").str.tail(3)).alias("section_number"),
        pl.lit(True).alias("is_former"),
    )
    return (
        pl.concat([supported, merged])
        .with_columns(
            pl.col("building_id")
            .rank("dense")
            .over("lbf_number", "section_number")
            .cast(pl.String)
            .alias("building_section")
        )
        .sort("lbf_number", "section_number", pl.col("building_section").cast(pl.Int32), "unit_id")
    )


def _joined(frame: pl.DataFrame, keys: list[str], element: pl.Expr, *kept: pl.Expr) -> pl.DataFrame:
    """One row per key with the elements of its rows behind one another in ``inner``."""
    return (
        frame.with_columns(element.alias("element"))
        .group_by(keys, maintain_order=True)
        .agg(pl.col("element").str.join("\n").alias("inner"), *kept)
    )


def _dwelling() -> pl.Expr:
    area, is_college = pl.col("residential_area_m2").fill_null(0), pl.col("usage_code") == COLLEGE_USAGE
    kind = (
        pl.when(is_college).then(pl.lit("Ungdomsbolig"))
        .when(pl.col("draw") % 12 == 0).then(pl.lit("Ældrebolig"))
        .otherwise(pl.lit("Familiebolig"))
    )  # fmt: skip
    # Some 950 to 1,250 kroner per m2 and year, in whole kroner and quarters per month.
    rent_oere = area * (950 + pl.col("draw") % 300) * 100 // 12 // 25 * 25
    return pl.format(
        "<Bolig><BbrEnhedsId>{}</BbrEnhedsId><Areal>{}</Areal><Rum>{}</Rum><Boligtype>{}</Boligtype>"
        f"<Husleje>{{}}.{{}}</Husleje><RegistreringFra>{{}}</RegistreringFra>{_IN_EFFECT}</Bolig>",
        "unit_id",
        area,
        pl.col("room_count").fill_null(1),
        kind,
        rent_oere // 100,
        (rent_oere % 100).cast(pl.String).str.zfill(2),
        pl.when("is_former").then(pl.lit(REGISTERED_BEFORE)).otherwise(pl.lit(REGISTERED)),
        pl.col("year") - 1,
    )


def _building_section() -> pl.Expr:
    return pl.format(
        "<Byggeafsnit><Nr>{}</Nr><Ejendomsnummer>{}</Ejendomsnummer>\n{}\n</Byggeafsnit>",
        "building_section",
        "property_number",
        "inner",
    )


def _section() -> pl.Expr:
    road = pl.col("road_name").str.replace_all("&", "&amp;", literal=True)
    name = pl.when("is_former").then(pl.concat_str(road, pl.lit(" (før sammenlægning)"))).otherwise(road)
    return pl.format(
        f"<Afdeling><AfdelingNr>{{}}</AfdelingNr><Navn>{{}}</Navn>{_IN_EFFECT}\n{{}}\n</Afdeling>",
        "section_number",
        name,
        pl.col("year") - 1,
        "inner",
    )


def _organisation() -> pl.Expr:
    names = [name.replace("&", "&amp;") for name in ORGANISATIONS]
    return pl.format(
        "<Boligorganisation><LbfNr>{}</LbfNr><Navn>{}</Navn>\n{}\n</Boligorganisation>",
        "lbf_number",
        pl.lit(names).list.get(pl.col("lbf_number").cast(pl.Int32) - FIRST_LBF_NUMBER),
        "inner",
    )


# The first of January in Copenhagen is still the year before in UTC.
_IN_EFFECT = "<VirkningFra>{}-12-31T23:00:00Z</VirkningFra>"

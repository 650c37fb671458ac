"""One 1 January of the synthetic city, as frames.

Belongs here: what a snapshot consists of, and the truth an independent recomputation of indicators starts from.
Does not belong here: how the city came to look so, and any file format.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Snapshot:
    """The city at 1 January of ``year``; the columns of each frame are those of ``frames``.

    Labour market status describes the last week of November before, education 1 October before, income the
    calendar year before. ``classification`` is the list of education codes in force.
    """

    year: int
    roads: pl.DataFrame
    access_addresses: pl.DataFrame
    dwellings: pl.DataFrame
    units: pl.DataFrame
    buildings: pl.DataFrame
    residents: pl.DataFrame
    former_addresses: pl.DataFrame
    former_numbers: pl.DataFrame
    protections: pl.DataFrame
    classification: pl.DataFrame


def truth(snapshot: Snapshot) -> pl.DataFrame:
    """One row per resident with all that a recomputation of D01-D05 needs.

    Adds to the residents: ``age_years`` completed at 1 January, ``kvarter_code``, ``bydel_code``, ``rode_code``,
    ``delomraade_name`` (null outside), ``disced15_main_code`` and ``dwelling_area_m2``, the residential area of the
    units of the address that are built (status 6) and for year-round living (usage 110-190), null without any.
    """
    area = (
        snapshot.units.filter((pl.col("status_code") == "6") & pl.col("usage_code").cast(pl.Int32).is_between(110, 190))
        .group_by("address_id")
        .agg(pl.col("residential_area_m2").sum().alias("dwelling_area_m2"))
    )
    places = snapshot.dwellings.select("address_id", "access_address_id").join(
        snapshot.access_addresses.select(
            "access_address_id", "kvarter_code", "bydel_code", "rode_code", "delomraade_name"
        ),
        on="access_address_id",
        how="left",
    )
    birthday_passed = (pl.col("birth_date").dt.month() == 1) & (pl.col("birth_date").dt.day() == 1)
    return (
        snapshot.residents.with_columns(
            (snapshot.year - pl.col("birth_date").dt.year() - 1 + birthday_passed.cast(pl.Int32)).alias("age_years")
        )
        .join(places.drop("access_address_id"), on="address_id", how="left", maintain_order="left")
        .join(area, on="address_id", how="left", maintain_order="left")
        .join(
            snapshot.classification.select("hfaudd_code", "disced15_main_code"),
            on="hfaudd_code",
            how="left",
            maintain_order="left",
        )
    )

"""Residents with their age and the areas they live in: what statistics about people and places start from."""

import polars as pl

from pipelines.synthetic.snapshot import Snapshot

# Kvarter 20401-20402 are Indre Nørrebro, 20403-20405 Ydre Nørrebro (Københavns Kommune, StatBank).
_FIRST_OF_YDRE_NOERREBRO = "20403"
DISTRICTS = {
    "201": "Indre By", "202": "Christianshavn", "203": "Østerbro", "204": "Indre Nørrebro", "205": "Vesterbro",
    "206": "Kongens Enghave", "207": "Valby", "208": "Vanløse", "209": "Brønshøj-Husum", "210": "Bispebjerg",
    "211": "Amager Øst", "212": "Amager Vest", "204Y": "Ydre Nørrebro",
}  # fmt: skip
"""The 13 districts of the Tryghedsundersøgelse by lokaludvalg, Nørrebro in two."""


def living(snapshot: Snapshot) -> pl.DataFrame:
    """Residents with an address in an area, in the order of the snapshot.

    Columns: ``person_number``, ``sex_code``, ``age_years`` completed at 1 January, ``ras_status_code``, ``bydel_code``,
    ``district_name``, ``delomraade_name`` (null outside) and ``is_inside`` an udsat byområde.
    """
    places = snapshot.dwellings.select("address_id", "access_address_id").join(
        snapshot.access_addresses.select("access_address_id", "kvarter_code", "bydel_code", "delomraade_name"),
        on="access_address_id",
        how="inner",
    )
    born = pl.col("birth_date")
    has_birthday = (born.dt.month() == 1) & (born.dt.day() == 1)
    kvarter = pl.col("kvarter_code")
    is_ydre = kvarter.str.starts_with("204") & (kvarter >= _FIRST_OF_YDRE_NOERREBRO)
    district = kvarter.str.slice(0, 3) + pl.when(is_ydre).then(pl.lit("Y")).otherwise(pl.lit(""))
    return snapshot.residents.join(places, on="address_id", how="inner", maintain_order="left").select(
        "person_number",
        "sex_code",
        (snapshot.year - born.dt.year() - 1 + has_birthday.cast(pl.Int32)).alias("age_years"),
        "ras_status_code",
        "bydel_code",
        district.replace_strict(DISTRICTS, default=None, return_dtype=pl.String).alias("district_name"),
        "delomraade_name",
        pl.col("delomraade_name").is_not_null().alias("is_inside"),
    )

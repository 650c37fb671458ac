"""The cells of the tables of Statistikbanken that the platform holds its own figures against, as text.

The city is counted; the country is the city times their true proportion. Codes are those of the tables as far as they
are public. A table without figures for a year has no cells: BOL101 lacks 2021 and 2022.
"""

from functools import reduce

import numpy as np
import polars as pl

from pipelines.synthetic.snapshot import Snapshot, truth
from pipelines.synthetic.writers.danish_text import danish

CITY, COUNTRY, TOTAL, ALL_AGES = "101", "000", "TOT", "IALT"
COUNTRY_TO_CITY = 9.07
"""Residents of Denmark per resident of Copenhagen, 1 January 2025 (FOLK1A)."""
WITHOUT_BOL101 = (2021, 2022)
LAST_AGE = 105
_EDUCATIONS = {"10": "H10", "20": "H20", "25": "H20", "30": "H30", "35": "H35", "40": "H40", "50": "H50", "60": "H60",
               "70": "H70", "80": "H80", "90": "H90"}  # fmt: skip
_OFFENCES = {"TOT": 75.0, "11": 1.1, "12": 5.6, "13": 55.0, "14": 3.2, "1460": 0.001}
"""Reports per 1,000 residents and year by kind of offence; the last is so rare that a quarter shows 0 for it."""
_QUARTER_SHARES = (0.23, 0.25, 0.27, 0.25)
_OUTSIDE = "9999"
"""KKBEF1: residents without a fixed address (uden for inddeling), in the city and in none of its quarters."""
_EMPLOYED_BELOW = 200


def tables(snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    """Cells by table: text columns, the dimensions in the table's order and the value last."""
    people, year = truth(snapshot), snapshot.year
    return {
        "FOLK1A": _population(people, f"{year}K1"),
        "HFUDD11": _educations(people, str(year - 1)),
        "INDKP101": _incomes(people, str(year - 1)),
        "RAS200": _rates(people, str(year - 1)),
        "RAS201": _statuses(people, str(year - 1)),
        "BOL101": _dwellings(snapshot, str(year)),
        "STRAF11": _offences(people.height, year - 1),
        "KKBEF1": _quarters(people, f"{year}K1"),
    }


def _population(people: pl.DataFrame, period: str) -> pl.DataFrame:
    age = pl.col("age_years").clip(0, LAST_AGE).cast(pl.String)
    by_sex = {
        TOTAL: people,
        "1": people.filter(pl.col("sex_code") == "M"),
        "2": people.filter(pl.col("sex_code") == "K"),
    }
    parts = []
    for sex, group in by_sex.items():
        ages = pl.DataFrame({"age": [str(number) for number in range(LAST_AGE + 1)]})
        counted = ages.join(group.group_by(age.alias("age")).len(), on="age", how="left", maintain_order="left")
        total = pl.DataFrame({"age": [ALL_AGES], "len": [group.height]}, schema={"age": pl.String, "len": pl.UInt32})
        cells = pl.concat([total, counted.with_columns(pl.col("len").fill_null(0))])
        parts.append(cells.select(pl.lit(sex).alias("KØN"), pl.col("age").alias("ALDER"), pl.col("len").alias("n")))
    both = _with_country(pl.concat(parts))
    return both.select("OMRÅDE", "KØN", "ALDER", pl.lit(TOTAL).alias("CIVILSTAND"), *_closing(period))


def _educations(people: pl.DataFrame, period: str) -> pl.DataFrame:
    code = pl.col("disced15_main_code").replace_strict(_EDUCATIONS, default="H90").fill_null("H90")
    counted = people.filter(pl.col("age_years").is_between(15, 69)).group_by(code.alias("HFUDD")).len("n").sort("HFUDD")
    total = pl.DataFrame({"HFUDD": [TOTAL], "n": [counted["n"].sum()]}, schema=counted.schema)
    both = _with_country(pl.concat([total, counted]), region="BOPOMR")
    fixed = [pl.lit(TOTAL).alias("ALDER"), pl.lit(TOTAL).alias("KØN")]
    return both.select("BOPOMR", pl.lit(TOTAL).alias("HERKOMST"), "HFUDD", *fixed, *_closing(period))


def _incomes(people: pl.DataFrame, period: str) -> pl.DataFrame:
    """Persons (101) and kroner on average (116) of disposable (100) and of all income before tax (290)."""
    known = people.filter(pl.col("gross_income_oere").is_not_null())
    persons = known.height
    rows = []
    for code, column in (("100", "disposable_income_oere"), ("290", "gross_income_oere")):
        average = int(known[column].sum() / 100 / persons) if persons else None
        for region, share in ((COUNTRY, 0.97), (CITY, 1.0)):
            count = round(persons * (COUNTRY_TO_CITY if region == COUNTRY else 1))
            rows.append((region, "101", code, str(count)))
            rows.append((region, "116", code, ".." if average is None else str(round(average * share))))
    cells = pl.DataFrame(rows, schema=["OMRÅDE", "ENHED", "INDKOMSTTYPE", "INDHOLD"], orient="row")
    both_sexes, when = pl.lit("MOK").alias("KOEN"), pl.lit(period).alias("TID")
    return cells.select("OMRÅDE", "ENHED", both_sexes, "INDKOMSTTYPE", when, "INDHOLD")


def _of_working_age(people: pl.DataFrame) -> pl.DataFrame:
    working_age = pl.col("age_years").is_between(16, 64) & pl.col("ras_status_code").is_not_null()
    return people.filter(working_age).select(status=pl.col("ras_status_code").cast(pl.Int32))


def _rates(people: pl.DataFrame, period: str) -> pl.DataFrame:
    """Activity (EFK) and employment (BFK) rate at 16-64 years, in per cent with one decimal."""
    status = _of_working_age(people)["status"].to_numpy()
    employed = float(np.mean(status < _EMPLOYED_BELOW)) if len(status) else 0.0
    active = float(np.mean(status <= _EMPLOYED_BELOW)) if len(status) else 0.0
    rates = [("EFK", 100 * active), ("BFK", 100 * employed)]
    rows = [(region, code, value + more) for region, more in ((COUNTRY, 0.6), (CITY, 0.0)) for code, value in rates]
    cells = pl.DataFrame(rows, schema=["OMRÅDE", "BEREGNING", "rate"], orient="row")
    fixed = [pl.lit("1664").alias("ALDER"), pl.lit(TOTAL).alias("KØN"), pl.lit(period).alias("TID")]
    return cells.select("OMRÅDE", "BEREGNING", *fixed, danish(pl.col("rate"), 1).alias("INDHOLD"))


def _statuses(people: pl.DataFrame, period: str) -> pl.DataFrame:
    """Employed (05), unemployed (10) and outside the labour force (15) at 16-64 years."""
    status = _of_working_age(people)["status"].to_numpy()
    counts = [int((status < 200).sum()), int((status == 200).sum()), int((status > 200).sum())]
    cells = pl.DataFrame({"BESKSTATUS": [TOTAL, "05", "10", "15"], "n": [sum(counts), *counts]})
    fixed = [pl.lit("1664").alias("ALDER"), pl.lit(TOTAL).alias("KØN")]
    return _with_country(cells).select("OMRÅDE", "BESKSTATUS", *fixed, *_closing(period))


def _dwellings(snapshot: Snapshot, period: str) -> pl.DataFrame:
    usage = pl.col("usage_code")
    homes = snapshot.units.filter((pl.col("status_code") == "6") & usage.cast(pl.Int32).is_between(110, 190))
    if snapshot.year in WITHOUT_BOL101:
        homes = homes.clear()
    counted = homes.group_by(usage.alias("ANVENDELSE")).len("n").sort("ANVENDELSE")
    fixed = [pl.lit(TOTAL).alias("UDLFORH")]
    return _with_country(counted).select(
        "OMRÅDE", pl.lit("1000").alias("BEBO"), "ANVENDELSE", *fixed, *_closing(period)
    )


def _offences(residents: int, year: int) -> pl.DataFrame:
    """Reports by quarter; a quarter with fewer than three shows 0, as the table does for what it suppresses."""
    rows = [
        (region, code, f"{year}K{quarter}", round(residents * scale * rate / 1000 * share))
        for region, scale in ((COUNTRY, COUNTRY_TO_CITY * 0.9), (CITY, 1.0))
        for code, rate in _OFFENCES.items()
        for quarter, share in enumerate(_QUARTER_SHARES, start=1)
    ]
    cells = pl.DataFrame(rows, schema=["OMRÅDE", "OVERTRÆD", "TID", "n"], orient="row")
    shown = pl.when(pl.col("n") < 3).then(0).otherwise(pl.col("n"))
    return cells.select("OMRÅDE", "OVERTRÆD", "TID", shown.cast(pl.String).alias("INDHOLD"))


def _quarters(people: pl.DataFrame, period: str) -> pl.DataFrame:
    """The city (1000), its ten bydele (1001-1010), its kvarterer, and residents without a fixed address."""
    bydel = (1000 + pl.col("bydel_code").cast(pl.Int32)).cast(pl.String)
    placed = people.filter(pl.col("kvarter_code").is_not_null())
    cells = reduce(
        lambda above, below: above.vstack(below),
        [
            pl.DataFrame({"OMRKK": ["1000"], "n": [people.height]}).with_columns(pl.col("n").cast(pl.UInt32)),
            placed.group_by(bydel.alias("OMRKK")).len("n").sort("OMRKK"),
            placed.group_by(pl.col("kvarter_code").alias("OMRKK")).len("n").sort("OMRKK"),
            pl.DataFrame({"OMRKK": [_OUTSIDE], "n": [people.height - placed.height]}).with_columns(
                pl.col("n").cast(pl.UInt32)
            ),
        ],
    )
    fixed = [pl.lit(ALL_AGES).alias("ALDER"), pl.lit(TOTAL).alias("KØN")]
    return cells.select("OMRKK", *fixed, *_closing(period))


def _with_country(city: pl.DataFrame, region: str = "OMRÅDE") -> pl.DataFrame:
    """The cells of the country, then those of the city; ``n`` is the count."""
    country = city.with_columns((pl.col("n") * COUNTRY_TO_CITY).round().cast(city.schema["n"]))
    parts = [frame.with_columns(pl.lit(code).alias(region)) for code, frame in ((COUNTRY, country), (CITY, city))]
    return pl.concat(parts)


def _closing(period: str) -> list[pl.Expr]:
    return [pl.lit(period).alias("TID"), pl.col("n").cast(pl.String).alias("INDHOLD")]

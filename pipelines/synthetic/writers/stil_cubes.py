"""Write what Uddannelsesstatistik would answer: one JSON array per cube, reckoned from the pupils of the city.

Cells under the limit of discretion are left out, as there: 3 pupils, 5 for well-being. A main school stands beside
its departments, so the rows of a cube do not add up to the city.
"""

import json
from pathlib import Path

import polars as pl

from pipelines.synthetic.schools.institutions import SPECIAL, institutions
from pipelines.synthetic.schools.pupils import INDICATORS, pupils, whole_school
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.danish_text import danish
from pipelines.synthetic.writers.stil import school_year
from pipelines.synthetic.writers.written import WrittenFile

LEAST_PUPILS, LEAST_ANSWERS = 3, 5
INSTITUTION, DEPARTMENT_KEY = "[Institution].[Institutionsnummer]", "[Institution].[Afdelingsnummer]"
MUNICIPALITY, SCHOOL_YEAR = "[Institution].[Beliggenhedskommunenummer]", "[Skoleår].[Skoleår]"
INDICATOR = "[Trivselsindikator].[Trivselsindikator]"
INDICATOR_NAMES = dict(
    zip(
        INDICATORS,
        ("Generel trivsel", "Social trivsel", "Faglig trivsel", "Støtte og inspiration", "Ro og orden"),
        strict=True,
    )
)
CLASS_SIZE_LIMIT = 28
# A large private school with many pupils from other municipalities: it is there in the smallest of cities.
GUEST_CODE, GUEST_PUPILS = "101900", 1_023


def write_cubes(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``STIL_<cube>_<year before>.json`` for KARAGNS, KARADM, TRIVIND and OVERSKO."""
    schools = institutions(snapshot.access_addresses.height)
    units = pupils(snapshot, schools)
    mains = whole_school(schools)
    wholes = units.filter(pl.col("institution_code").is_in(list(mains))).with_columns(
        pl.col("institution_code").replace_strict(mains, default=None)
    )
    both = pl.concat([units, wholes])
    cubes = {
        "KARAGNS": _averages(both),
        "KARADM": _subjects(both),
        "TRIVIND": _wellbeing(both),
        "OVERSKO": _overview(units, schools),
    }
    return tuple(_written(name, cube, snapshot.year, folder) for name, cube in cubes.items())


def _written(name: str, cube: pl.DataFrame, year: int, folder: Path) -> WrittenFile:
    place = INSTITUTION if INSTITUTION in cube.columns else DEPARTMENT_KEY
    measures = [column for column in cube.columns if column not in (place, INDICATOR)]
    keys = [pl.col(place), pl.lit("101").alias(MUNICIPALITY)]
    keys += [pl.col(INDICATOR)] if INDICATOR in cube.columns else []
    rows = cube.select(*keys, pl.lit(school_year(year)).alias(SCHOOL_YEAR), *measures).sort(place, maintain_order=True)
    path = folder / f"STIL_{name}_{year - 1}.json"
    body = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows.iter_rows(named=True))
    path.write_bytes(f"[\n{body}\n]\n".encode())
    return WrittenFile(path, f"stil_{name.lower()}", rows.height)


def _averages(units: pl.DataFrame) -> pl.DataFrame:
    """Average of the compulsory examinations and how many sat them all."""
    sat = units.filter(pl.col("exam_average").is_not_null()).group_by("institution_code")
    cube = sat.agg(_mean("exam_average", 1), pl.len().cast(pl.Int64).alias("sat"))
    return _published(cube, "sat").select(
        pl.col("institution_code").alias(INSTITUTION),
        danish(pl.col("exam_average"), 1).alias("Gennemsnit i bundne prøver"),
        danish(pl.col("sat"), thousands_point=True).alias("Antal elever med alle bundne prøver"),
    )


def _mean(column: str, decimals: int) -> pl.Expr:
    """The mean of what is known, by whole units of a decimal: sums of fractions differ with the order of addition."""
    units = (pl.col(column) * 10**decimals).round().cast(pl.Int64)
    mean: pl.Expr = units.sum() / units.count() / 10**decimals
    return mean.fill_nan(None).alias(column)


def _published(cube: pl.DataFrame, count: str) -> pl.DataFrame:
    """The rows that are shown, and the guest school, which always is."""
    guest = pl.DataFrame({"institution_code": [GUEST_CODE], "exam_average": [8.7], count: [104]})
    return pl.concat([cube.filter(pl.col(count) >= LEAST_PUPILS), guest], how="diagonal")


def _subjects(units: pl.DataFrame) -> pl.DataFrame:
    """Danish and mathematics, and the share with at least two in both."""
    sat = units.filter(pl.col("exam_average").is_not_null()).group_by("institution_code")
    cube = sat.agg(
        _mean("exam_average", 1),
        (100 * pl.col("has_two").cast(pl.Float64)).mean().alias("share"),
        pl.len().cast(pl.Int64).alias("sat"),
    )
    return _published(cube, "sat").select(
        pl.col("institution_code").alias(INSTITUTION),
        danish(pl.col("exam_average") + 0.2, 1).alias("Gennemsnit - Dansk bundne prøver"),
        danish(pl.col("exam_average") - 0.3, 1).alias("Gennemsnit - Matematik bundne prøver"),
        pl.concat_str(danish(pl.col("share").fill_null(100.0), 1), pl.lit(" %")).alias(
            "Andel elever med mindst 2 i dansk og matematik"
        ),
    )


def _wellbeing(units: pl.DataFrame) -> pl.DataFrame:
    """Average and number of answers by indicator; schools with fewer answers than the limit have no row."""
    answers = units.select("institution_code", *INDICATORS).unpivot(
        on=list(INDICATORS), index="institution_code", variable_name="indicator", value_name="score"
    )
    cube = (
        answers.drop_nulls("score")
        .group_by("institution_code", "indicator")
        .agg(_mean("score", 2), pl.len().cast(pl.Int64).alias("answers"))
    )
    guest = pl.DataFrame(
        {"institution_code": [GUEST_CODE] * 5, "indicator": [*INDICATORS], "score": [3.9] * 5, "answers": [512] * 5}
    )
    shown = pl.concat([cube.filter(pl.col("answers") >= LEAST_ANSWERS), guest]).sort("institution_code", "indicator")
    return shown.select(
        pl.col("institution_code").alias(INSTITUTION),
        pl.col("indicator").replace_strict(INDICATOR_NAMES).alias(INDICATOR),
        danish(pl.col("score"), 1).alias("Indikatorsvar"),
        danish(pl.col("answers"), thousands_point=True).alias("Antal Indikatorsvar"),
    )


def _overview(units: pl.DataFrame, schools: pl.DataFrame) -> pl.DataFrame:
    """Class size, pupils and absence by department; the special school says <uoplyst>, private ones no absence."""
    classes = (pl.len().over("institution_code", "grade") / CLASS_SIZE_LIMIT).ceil()
    cube = (
        units.with_columns(size=pl.len().over("institution_code", "grade") / classes)
        .group_by("institution_code")
        .agg(_mean("size", 3), pl.len().cast(pl.Int64).alias("pupils"), _mean("absence_pct", 1))
        .filter(pl.col("pupils") >= LEAST_PUPILS)
    )
    guest = pl.DataFrame({"institution_code": [GUEST_CODE], "size": [23.4], "pupils": [GUEST_PUPILS]})
    shown = pl.concat([cube, guest], how="diagonal").join(
        schools.select("institution_code", "type_name"), on="institution_code", how="left", maintain_order="left"
    )
    size = danish(pl.col("size"), 1)
    is_special = (pl.col("type_name") == SPECIAL).fill_null(False)
    return shown.select(
        pl.col("institution_code").alias(DEPARTMENT_KEY),
        pl.when(is_special).then(pl.lit("<uoplyst>")).otherwise(size).alias("Klassekvotient"),
        danish(pl.col("pupils"), thousands_point=True).alias("Elevtal"),
        pl.concat_str(danish(pl.col("absence_pct"), 1), pl.lit(" %")).fill_null("<uoplyst>").alias("Samlet elevfravær"),
    )

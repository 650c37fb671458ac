"""Write what is known of children: language assessments, Børnedatabasen and the dental register SCOR.

Three suppliers, three forms: a table exported from a spreadsheet with titles and a source line, semicolon-separated
text, and XML. What becomes of a child is decided in ``attributes.childhood``.
"""

from pathlib import Path

import polars as pl

from pipelines.synthetic.attributes.childhood import assessments, dental_examinations, measurements
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.delimited import write_semicolon
from pipelines.synthetic.writers.written import WrittenFile

GROUP_NAMES = {0: "generel", 1: "fokuseret", 2: "særlig"}
EXAMINATION_CODES = {6: "INDSKOLING", 10: "MELLEMTRIN", 15: "UDSKOLING"}
WITHOUT_SCHOOL_CODE = 97
_HOUSES = ("Børnehuset Solsikken", "Børnehuset Mælkevejen", "Den Grønne Giraf", "Integreret institution Åkanden")
_COLUMNS = "Barn;Institution;Vurderingsdato;Alder_mdr;Talesprog;Førskriftlig;Samlet_gruppe"


def write_assessments(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``SPROGVURDERING_<year before>.csv``: three titles, merged headers, the table, a blank row, the source."""
    year = snapshot.year - 1
    frame = assessments(snapshot)
    house = pl.col("kvarter_code").fill_null("0").cast(pl.Int32)
    rows = frame.select(
        pl.concat_str(
            [
                pl.col("person_number"),
                pl.lit(list(_HOUSES)).list.get(house % len(_HOUSES)),
                pl.col("assessed_date").dt.strftime("%d-%m-%Y"),
                pl.col("age_months").cast(pl.String),
                pl.col("spoken_score").cast(pl.String),
                pl.col("preliteracy_score").cast(pl.String).fill_null(""),
                pl.col("group").replace_strict(GROUP_NAMES, return_dtype=pl.String),
            ],
            separator=";",
        )
    ).to_series()
    above = [
        f"Sprogvurderinger i Københavns Kommune, kalenderåret {year};;;;;;",
        f"Udtrukket fra sprogvurderingsværktøjet 15-01-{year + 1};;;;;;",
        ";;;;;;",
        ";;;;Resultat;;",
    ]
    below = [";;;;;;", "Kilde: Børne- og Ungdomsforvaltningen, sprogvurderingsværktøjet;;;;;;"]
    path = folder / f"SPROGVURDERING_{year}.csv"
    path.write_bytes(("\r\n".join([*above, _COLUMNS, *rows, *below]) + "\r\n").encode("latin-1"))
    return (WrittenFile(path, "boern_sprogvurdering", frame.height),)


def write_measurements(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``BDB_<year before>.csv``; a few measurements come without the code of the school."""
    school = pl.concat_str(pl.lit("101"), pl.col("kvarter_code").str.tail(3))
    has_school = pl.col("person_number").cast(pl.Int64) % WITHOUT_SCHOOL_CODE != 0
    frame = measurements(snapshot).select(
        pl.col("person_number").alias("CPR"),
        pl.col("measured_date").dt.strftime("%Y-%m-%d").alias("MAALEDATO"),
        _with_comma("height_mm", 10).alias("HOEJDE_CM"),
        _with_comma("weight_g", 1000, lost=100).alias("VAEGT_KG"),
        (pl.col("bmi_category") + 1).alias("BMI_KAT"),
        pl.when(has_school).then(school).alias("SKOLEKODE"),
        pl.col("age_years").replace_strict(EXAMINATION_CODES, return_dtype=pl.String).alias("UNDERSOEGELSE"),
    )
    path = folder / f"BDB_{snapshot.year - 1}.csv"
    return (WrittenFile(path, "boern_bdb", write_semicolon(frame, path)),)


def write_dental_examinations(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``SCOR_<year before>.xml``, one element per examination; what does not apply at an age is empty."""
    year = snapshot.year - 1
    frame = dental_examinations(snapshot)
    examinations = frame.select(
        pl.format(
            "  <Undersoegelse><Cpr>{}</Cpr><Dato>{}</Dato><Aldersgruppe>{}</Aldersgruppe>{}{}</Undersoegelse>",
            "person_number",
            pl.col("examined_date").dt.strftime("%Y-%m-%d"),
            "age_years",
            _element("dmfs", "dmfs_count"),
            _element("defs", "defs_count"),
        )
    ).to_series()
    head = ['<?xml version="1.0" encoding="UTF-8"?>', "<ScorIndberetning>"]
    path = folder / f"SCOR_{year}.xml"
    path.write_bytes(("\n".join([*head, *examinations, "</ScorIndberetning>"]) + "\n").encode("utf-8"))
    return (WrittenFile(path, "boern_scor", frame.height),)


def _with_comma(column: str, whole: int, lost: int = 1) -> pl.Expr:
    """A number of small units with one decimal comma, ``1185`` tenths as ``118,5``; ``lost`` units are below it."""
    return pl.concat_str(
        (pl.col(column) // whole).cast(pl.String), pl.lit(","), (pl.col(column) % whole // lost).cast(pl.String)
    )


def _element(name: str, column: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String)
    return pl.when(text.is_null()).then(pl.lit(f"<{name}/>")).otherwise(pl.format(f"<{name}>{{}}</{name}>", text))

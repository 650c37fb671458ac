"""Write what comes of the schools beside the ministry's figures: the register of institutions and the pupils' file.

The figures that Uddannelsesstatistik answers with stand in ``stil_cubes``.
"""

from pathlib import Path

import polars as pl

from pipelines.synthetic.schools.institutions import TYPE_CODES, institutions
from pipelines.synthetic.schools.pupils import INDICATORS, pupils
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.danish_text import danish
from pipelines.synthetic.writers.written import WrittenFile

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
PUPIL_COLUMNS = {
    "general": "TRIVSEL_GENEREL",
    "social": "TRIVSEL_SOCIAL",
    "academic": "TRIVSEL_FAGLIG",
    "support": "TRIVSEL_STOETTE",
    "order": "TRIVSEL_RO",
}


def school_year(year: int) -> str:
    """The school year that belongs to a reference year: it ended in the summer before, ``2024/2025`` for 2026."""
    return f"{year - 2}/{year - 1}"


def write_institutions(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``Institutionsregister_<year>.csv``: 30 columns, UTF-8 with byte order mark, CR LF, WGS84."""
    schools = institutions(snapshot.access_addresses.height)
    text, code = pl.lit(""), pl.col("institution_code")
    is_private = pl.col("type_name").str.starts_with("Fri")
    frame = schools.select(
        code.alias("Institutionsnummer"),
        pl.col("name").alias("Institutionsnavn"),
        pl.col("unit_kind").alias("Enhedsart"),
        pl.col("main_code").fill_null("").alias("Hovedinstitution"),
        pl.col("type_name").replace_strict(TYPE_CODES).alias("Institutionstype, nr"),
        pl.col("type_name").alias("Institutionstype, navn"),
        pl.lit("Grundskoler").alias("Institutionstype, gruppe"),
        pl.lit("Til og med 9. klasse").alias("Undervisningsniveau"),
        pl.concat_str(pl.lit("Skolevej "), code.str.tail(2)).alias("Adresse"),
        pl.lit("0000").alias("Vejkode"),
        pl.col("postal_code").alias("Postnummer"),
        pl.col("postal_district").alias("Postdistrikt"),
        pl.concat_str(pl.lit("33"), code).alias("Telefonnummer"),
        pl.concat_str(pl.lit("skole"), code, pl.lit("@skole.example")).alias("E-mail"),
        pl.concat_str(pl.lit("www.skole"), code, pl.lit(".example")).alias("Webadresse"),
        text.alias("Leder"),
        pl.concat_str(pl.lit("90"), code).alias("CVR-nummer"),
        pl.concat_str(pl.lit("1900"), code).alias("P-nummer"),
        text.alias("Juridisk enhed"),
        pl.lit("Københavns Kommune").alias("Administrerende kommune"),
        pl.lit("Københavns Kommune").alias("Beliggenhedskommune"),
        pl.lit("101").alias("Beliggenhedskommune, nr"),
        pl.lit("Region Hovedstaden").alias("Region"),
        pl.lit("1084").alias("Region, nr"),
        pl.when(is_private).then(pl.lit("2")).otherwise(pl.lit("1")).alias("Ejerkode"),
        pl.when(is_private).then(pl.lit("Selvejende")).otherwise(pl.lit("Kommunal")).alias("Ejerkode, navn"),
        pl.lit("01-08-1998").alias("Oprettelsesdato"),
        text.alias("Nedlæggelsesdato"),
        pl.col("latitude_deg").alias("Geokode: Breddegrad"),
        pl.col("longitude_deg").alias("Geokode: Længdegrad"),
    )
    path = folder / f"Institutionsregister_{snapshot.year}.csv"
    body = frame.write_csv(separator=";", line_terminator="\r\n", quote_style="never", float_precision=6)
    path.write_bytes(BYTE_ORDER_MARK + body.encode("utf-8"))
    return (WrittenFile(path, "stil_institutionsregister", frame.height),)


def write_pupils(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``STIL_ELEVER_<year before>.csv``: a row per resident pupil of grades 0-9, decimal comma, UTF-8."""
    frame = pupils(snapshot, institutions(snapshot.access_addresses.height))
    rows = frame.with_row_index("place").select(
        pl.concat_str(pl.lit(f"E{snapshot.year - 1}-"), (pl.col("place") + 1).cast(pl.String).str.zfill(6)).alias(
            "ELEV_ID"
        ),
        pl.col("person_number").alias("PERSON_ID"),
        pl.col("institution_code").alias("INSTNR"),
        pl.col("grade").alias("KLASSETRIN"),
        pl.lit(school_year(snapshot.year)).alias("SKOLEAAR"),
        danish(pl.col("absence_pct"), 1).alias("FRAVAER_PCT"),
        *(danish(pl.col(name), 2).alias(PUPIL_COLUMNS[name]) for name in INDICATORS),
        danish(pl.col("exam_average"), 1).alias("KARAKTER_GNS"),
        pl.col("has_two").cast(pl.Int8).alias("DANSK_MAT_2"),
    )
    path = folder / f"STIL_ELEVER_{snapshot.year - 1}.csv"
    rows.write_csv(path, separator=";", line_terminator="\n", quote_style="never")
    return (WrittenFile(path, "stil_elever", rows.height),)

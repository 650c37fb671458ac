"""How surveys are handed over: semicolon-separated text with weights, and a codebook that explains the codes."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.synthetic.writers.written import WrittenFile

Codebook = Mapping[str, Mapping[str, str]]
"""Column of the answers -> code -> label."""


def write_answers(frame: pl.DataFrame, path: Path, layout: str, *, from_statistics_program: bool) -> WrittenFile:
    """Write answers in UTF-8; a statistics program puts a byte order mark before them and ends lines in CR LF."""
    buffer = BytesIO()
    frame.write_csv(
        buffer,
        separator=";",
        include_bom=from_statistics_program,
        line_terminator="\r\n" if from_statistics_program else "\n",
    )
    path.write_bytes(buffer.getvalue())
    return WrittenFile(path, layout, frame.height)


def write_codebook(codebook: Codebook, path: Path, layout: str) -> WrittenFile:
    """Write ``KOLONNE;KODE;TEKST``."""
    rows = [(column, code, label) for column, labels in codebook.items() for code, label in labels.items()]
    frame = pl.DataFrame(rows, schema=["KOLONNE", "KODE", "TEKST"], orient="row")
    return write_answers(frame, path, layout, from_statistics_program=False)


def answered(codebook: Codebook, column: str, numbers: np.ndarray, *, as_labels: bool) -> pl.Series:
    """The answers of a column by their number, as codes or as labels."""
    texts = [*(codebook[column].values() if as_labels else codebook[column].keys())]
    return pl.Series(texts, dtype=pl.String).gather(pl.Series(numbers.astype(np.uint32)))


def with_comma(values: np.ndarray, decimals: int) -> pl.Series:
    """Numbers as Danish programs write them, with a decimal comma."""
    return pl.Series([f"{value:.{decimals}f}".replace(".", ",") for value in values.tolist()], dtype=pl.String)


def spelt(names: pl.Series, variants: Mapping[str, str], every: int) -> pl.Series:
    """Names of areas, every so many spelt in another way that means the same area."""
    other = names.replace(dict(variants))
    is_other = pl.Series(np.arange(len(names)) % every == every - 1)
    return other.zip_with(is_other, names)

"""The fastest raw parses of a CPR status extract that we can write: limits to measure our reader against.

``python -m tests.benchmarks.raw_parse polars|duckdb FILE OUT``. They cut, type and write the same fields, but check
nothing: no counters, no encodings, no pseudonyms, no quarantine, one physical shape.
"""

import mmap
import sys
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

PIECE = 64 << 20
# Record type -> (name, start from 1, length, type) of the fields that the vault keeps as they are.
FIELDS: dict[bytes, list[tuple[str, int, int, str]]] = {
    b"001": [("pnr", 4, 10, "int"), ("status", 24, 2, "code"), ("koen", 39, 1, "code"), ("foedt", 40, 10, "date")],
    b"002": [
        ("pnr", 4, 10, "int"),
        ("komkod", 14, 4, "code"),
        ("vejkod", 18, 4, "code"),
        ("husnr", 22, 4, "code"),
        ("etage", 26, 2, "code"),
        ("sidedoer", 28, 4, "code"),
        ("tilflyt", 70, 8, "int"),
        ("adresse", 347, 36, "code"),
    ],
    b"003": [("pnr", 4, 10, "int"), ("postnr", 184, 4, "code"), ("komkod", 208, 4, "code"), ("vejkod", 212, 4, "code")],
    b"004": [("pnr", 4, 10, "int"), ("type", 14, 4, "code"), ("start", 18, 10, "date"), ("slet", 28, 10, "date")],
    b"012": [("pnr", 4, 10, "int"), ("civst", 14, 1, "code"), ("aegte", 15, 10, "int"), ("fra", 71, 8, "int")],
    b"015": [("pnr", 4, 10, "int"), ("mor", 25, 10, "int"), ("far", 92, 10, "int")],
    b"022": [("pnr", 4, 10, "int"), ("gammelt", 14, 10, "int"), ("start", 24, 10, "date")],
    b"023": [
        ("pnr", 4, 10, "int"),
        ("annkor", 14, 1, "code"),
        ("komkod", 15, 4, "code"),
        ("vejkod", 19, 4, "code"),
        ("husnr", 23, 4, "code"),
        ("tilflyt", 71, 8, "int"),
        ("fraflyt", 84, 8, "int"),
    ],
}


def with_polars(file: Path, out: Path) -> None:
    """Memory-mapped bytes, line ends by numpy, fields as views by polars, one Parquet per record type and piece."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        whole = np.frombuffer(mapped, dtype=np.uint8)
        start = piece = 0
        while start < len(whole):
            stop = min(start + PIECE, len(whole))
            ends = np.flatnonzero(whole[start:stop] == 10)
            offsets = np.concatenate([[0], ends + 1]).astype(np.int64)
            buffer = pa.py_buffer(mapped[start : start + int(offsets[-1])])
            lines = pa.LargeBinaryArray.from_buffers(
                pa.large_binary(), len(ends), [None, pa.py_buffer(offsets), buffer]
            )
            _write(pl.Series("line", lines).to_frame(), out, piece)
            start, piece = start + int(offsets[-1]), piece + 1
        del whole


def _write(lines: pl.DataFrame, out: Path, piece: int) -> None:
    kinds = lines.with_columns(kind=pl.col("line").bin.slice(0, 3)).partition_by(
        "kind", as_dict=True, include_key=False
    )
    for (kind,), records in kinds.items():
        if kind in FIELDS:
            records.select(_cut(*field) for field in FIELDS[kind]).write_parquet(
                out / f"{kind.decode()}_{piece}.parquet", compression="zstd", compression_level=1
            )


def _cut(name: str, start: int, length: int, kind: str) -> pl.Expr:
    text = pl.col("line").bin.slice(start - 1, length).cast(pl.String)
    if kind == "int":
        return text.cast(pl.Int64, strict=False).alias(name)
    if kind == "date":
        return text.str.to_date("%Y-%m-%d", strict=False).alias(name)
    return text.str.strip_chars().alias(name)


def with_duckdb(file: Path, out: Path) -> None:
    """One column of lines by read_csv, fields by substr, one Parquet per record type."""
    connection = duckdb.connect()
    connection.execute("set preserve_insertion_order = false")
    connection.execute(
        "create temp table lines as select column0 as line from read_csv(?, columns = {'column0': 'varchar'},"
        " delim = '\x01', quote = '', escape = '', header = false, auto_detect = false, encoding = 'latin-1')",
        [str(file)],
    )
    for kind, fields in FIELDS.items():
        cut = ", ".join(_sql(*field) for field in fields)
        connection.execute(
            f"copy (select {cut} from lines where line[1:3] = '{kind.decode()}')"
            f" to '{out / kind.decode()}.parquet' (format parquet, compression zstd)"
        )


def _sql(name: str, start: int, length: int, kind: str) -> str:
    text = f"substr(line, {start}, {length})"
    types = {"int": f"try_cast({text} as bigint)", "date": f"try_cast({text} as date)", "code": f"trim({text})"}
    return f"{types[kind]} as {name}"


if __name__ == "__main__":
    way, source, target = sys.argv[1:4]
    Path(target).mkdir(parents=True, exist_ok=True)
    {"polars": with_polars, "duckdb": with_duckdb}[way](Path(source), Path(target))

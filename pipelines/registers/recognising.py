"""What kind of file this is, told from its contents; the name only decides between equals.

Looks at the beginning of a file and opens nothing further. Reading by the layout that was found is the business of
``inspecting``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from json import JSONDecodeError, JSONDecoder
from typing import Any

from pipelines.registers.agreements import load_agreements
from pipelines.registers.intake.sidecar import TRANSFER_NAMESPACE
from pipelines.registers.layout import Layout, load_layout, load_layouts
from pipelines.registers.reading.byte_guard import UTF8_MARK, Source, kind_of
from pipelines.registers.reading.delimited import header_of
from pipelines.registers.reading.zipped import open_member
from pipelines.registers.refusals import RefusedError

HEAD_BYTES = 1 << 16
# Below this share of the agreed names, a table is called unknown rather than damaged.
LEAST_SHARE = 0.5
_P12170 = re.compile(rb"000" + rb"0{10}" + rb"\d{22}(?=\D|\d{3}|$)")
_P05780 = re.compile(rb"000\d{14}\s*$")
_JSON = re.compile(rb"\[\s*[\[{\]]|\{\s*[\"}]")
_RECORD = re.compile(rb"(\d{3})\d{10}")
_ADVICE = {
    "HTML page": "A web page was saved instead of the file: download it again, perhaps after logging in.",
    "UTF-16": "Save it as the encoding of its layout (ISO-8859-1 or UTF-8).",
    "PDF": "Ask the supplier for the data, not the printed report.",
    "Excel or Word, old form": "Export the sheet as semicolon-separated text and compare its columns with a layout.",
    "Parquet": "It is typed already; registers deliver text.",
}
_UNKNOWN = "No layout describes it. `--layout NAME` tries one anyway; layouts are: {names}."


@dataclass(frozen=True)
class Recognition:
    """What a file is, in words; the layout that reads it, if there is one; what to do if there is none.

    ``encoding`` is that of the text, also of the text inside a zip file.
    """

    what: str
    layout: Layout | None = None
    advice: str | None = None
    encoding: str | None = None


def recognise(source: Source) -> Recognition:
    """Tell what a file is from its beginning."""
    head = source.head(HEAD_BYTES)
    kind = kind_of(head) or ("binary file" if b"\0" in head else None)
    if kind == "zip":
        return _zip(source, head)
    if kind is not None:
        return Recognition(kind, advice=_ADVICE.get(kind, "It is no text file of a register."))
    return replace(_text(head, source.name), encoding=encoding_of(head))


def encoding_of(head: bytes) -> str:
    """Name the encoding that the first bytes of a text are in."""
    if head.startswith(UTF8_MARK):
        return "UTF-8 with byte order mark"
    if head.isascii():
        return "ASCII as far as looked"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A letter may be cut by the end of what was looked at.
        return "UTF-8" if error.start >= len(head) - 3 else "ISO-8859-1"
    return "UTF-8"


def _text(head: bytes, name: str) -> Recognition:
    text = head.removeprefix(UTF8_MARK).lstrip()
    if _JSON.match(text):
        return _json(text, name)
    if text.startswith(b"<"):
        return _xml(head)
    if re.match(rb"\d{3}", head):
        return _records(head)
    return _delimited(head, name)


def _zip(source: Source, head: bytes) -> Recognition:
    if b"xl/" in head or b"[Content_Types].xml" in head:
        return Recognition("Excel workbook (.xlsx)", advice=_ADVICE["Excel or Word, old form"])
    try:
        inner = recognise(open_member(source))
    except RefusedError as refusal:
        return Recognition("zip file", advice=str(refusal))
    return replace(inner, what=f"zip file with one {inner.what}")


def _json(text: bytes, name: str) -> Recognition:
    readable = text.decode("utf-8", errors="ignore")
    if '"FeatureCollection"' in readable[:2000]:
        properties = _first_object(readable, r'"properties"\s*:\s*(?=\{\s*"(?!name"\s*:\s*"urn))')
        layout = _best([*properties, "geometry", "crs"], "geojson", name)
        return Recognition("GeoJSON layer", layout, None if layout else _unknown())
    for layout in load_layouts().values():
        if layout.array_member and f'"{layout.array_member}"' in readable:
            return Recognition("JSON object with an array of objects", layout)
    keys = _first_object(readable, r"^\[\s*")
    layout = _best(list(keys), "json", name) if keys else None
    return Recognition("JSON array of objects" if keys else "JSON", layout, None if layout else _unknown())


def _first_object(text: str, before: str) -> dict[str, Any]:
    """Return the object that follows a pattern, as far as it is within reach."""
    found = re.search(before, text)
    try:
        value = JSONDecoder().raw_decode(text, found.end())[0] if found else {}
    except JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _xml(head: bytes) -> Recognition:
    if TRANSFER_NAMESPACE.encode() in head:
        return Recognition(
            "sidecar of a delivery (metadata of the SFTP service)", advice="Inspect the file it describes."
        )
    return Recognition("XML", advice=_unknown())


def _records(head: bytes) -> Recognition:
    """Tell CPR products apart: record numbers mean different things in each."""
    lines = head.split(b"\n")
    first = lines[0].rstrip(b"\r")
    if _P12170.match(first):
        layout = load_layout("cpr_p12170")
        if _fits(lines[1:-1], layout) >= LEAST_SHARE:
            return Recognition("CPR extract", layout)
        what = "CPR extract of another product than P12170 (its start record is alike, its records are not)"
        return Recognition(what, advice="Ask for the udtræksbeskrivelse and write a layout for the product.")
    if _P05780.match(first):
        advice = "No layout describes it yet; its records are roads, dwellings and districts, not persons."
        return Recognition("CPR road register (vejregister, product P05780)", advice=advice)
    if first.startswith(b"000") and any(400 <= len(line.rstrip()) <= 421 for line in lines[1:6]):
        return Recognition("CPR authority register (myndigheder, product P02680)", advice="No layout describes it yet.")
    if all(_RECORD.match(line) for line in lines[:5] if line) and _fits(lines[:-1] or lines, load_layout("cpr_p12170")):
        layout = load_layout("cpr_p12170")
        return Recognition("CPR extract without its start record", layout)
    return Recognition("text that begins with digits", advice=_unknown())


def _fits(lines: Iterable[bytes], layout: Layout) -> float:
    """Share of lines whose record type is known and whose length is possible; 1 where there are no lines to judge."""
    lengths = [(line[:3].decode("latin-1"), len(line.rstrip(b"\r"))) for line in lines if line]
    # A public script had to cut 15 characters from over-long records: some excess is normal.
    possible = [code in layout.records and length <= layout.records[code].longest + 20 for code, length in lengths]
    return sum(possible) / len(possible) if possible else 1.0


def _delimited(head: bytes, name: str) -> Recognition:
    for delimiter, called in ((";", "semicolon"), (",", "comma"), ("\t", "tab")):
        for encoding in ("utf-8", "latin-1"):
            header = header_of(head, encoding, delimiter)
            layout = _best(header, "delimited", name)
            if layout is not None and layout.delimiter == delimiter:
                return Recognition(f"{called}-separated table with {len(header)} columns", layout)
    first_line = head.split(b"\n")[0]
    called = next(
        (what for sign, what in ((b";", "semicolons"), (b"\t", "tabs"), (b",", "commas")) if sign in first_line), ""
    )
    return Recognition(f"text{' with ' + called if called else ''}", advice=_unknown())


def _best(names: list[str], file_format: str, file_name: str) -> Layout | None:
    """Return the layout that shares most of its names with a file; the name of the file decides between equals."""
    scored = []
    for layout in load_layouts().values():
        expected = {field.source for field in layout.only_record.fields} if layout.format == file_format else set()
        share = len(expected & set(names)) / len(expected) if expected else 0.0
        if share >= LEAST_SHARE:
            scored.append((share, _is_named_so(layout, file_name), layout.name))
    return load_layout(max(scored)[2]) if scored else None


def _is_named_so(layout: Layout, file_name: str) -> bool:
    agreement = load_agreements().get(layout.register)
    agreed = agreement.file_of(layout.name) if agreement else None
    return agreed is not None and agreed.names(file_name)


def _unknown() -> str:
    return _UNKNOWN.format(names=", ".join(load_layouts()))

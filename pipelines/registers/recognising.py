"""What kind of file this is, told from its contents; the name only decides between equals.

Looks at the beginning of a file and opens nothing further. Reading by the layout that was found is the business of
``inspecting``.
"""

import re
from dataclasses import dataclass, replace
from json import JSONDecodeError, JSONDecoder
from typing import Any

from pipelines.registers.agreements import agreements_of, load_agreements
from pipelines.registers.intake.sidecar import TRANSFER_NAMESPACE
from pipelines.registers.layout import Layout, load_layout, load_layouts
from pipelines.registers.reading.byte_guard import UTF8_MARK, Source, kind_of
from pipelines.registers.reading.cpr_products import product_of, share_described
from pipelines.registers.reading.jsonstat import VALUE_COLUMN
from pipelines.registers.reading.margins import find_header, names_in
from pipelines.registers.reading.xlsx_cells import read_sheets
from pipelines.registers.reading.xlsx_header import agreed_columns, best_header, compared
from pipelines.registers.reading.xlsx_package import Package
from pipelines.registers.reading.zipped import open_member
from pipelines.registers.refusals import RefusedError

HEAD_BYTES = 1 << 16
# Below this share of the agreed names, a table is called unknown rather than damaged.
LEAST_SHARE = 0.5
_JSON = re.compile(rb"\[\s*[\[{\]]|\{\s*[\"}]")
# The first tag that is neither a declaration, a comment nor a DTD.
_XML_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_RECORD = re.compile(rb"(\d{3})\d{10}")
_ADVICE = {
    "HTML page": "A web page was saved instead of the file: download it again, perhaps after logging in.",
    "UTF-16": "Save it as the encoding of its layout (ISO-8859-1 or UTF-8).",
    "PDF": "Ask the supplier for the data, not the printed report.",
    "Excel or Word, old form": "Save it as .xlsx (Excel workbook), without a password.",
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
        return _xml(head, name)
    if re.match(rb"\d{3}", head):
        return _records(head)
    return _delimited(head, name)


def _zip(source: Source, head: bytes) -> Recognition:
    if b"xl/" in head or b"[Content_Types].xml" in head:
        return _workbook(source)
    try:
        inner = recognise(open_member(source))
    except RefusedError as refusal:
        return Recognition("zip file", advice=str(refusal))
    return replace(inner, what=f"zip file with one {inner.what}")


def _workbook(source: Source) -> Recognition:
    """Tell which agreed table a workbook holds; of one that holds none, which of the nearest one's columns it has."""
    what = "Excel workbook (.xlsx)"
    layouts = [layout for layout in load_layouts().values() if layout.format == "xlsx"]
    try:
        sheets = read_sheets(Package(source))
    except RefusedError as refusal:
        return Recognition(what, advice=str(refusal))
    scored = []
    for layout in layouts:
        wanted = agreed_columns(layout)
        header = best_header([sheet for sheet in sheets if not sheet.is_hidden], wanted)
        share = header.found(wanted) / len(wanted) if header else 0.0
        scored.append((share, _is_named_so(layout, source.name), layout.name, compared(header, layout)))
    share, _, name, columns = max(scored)
    if share >= LEAST_SHARE:
        return Recognition(what, load_layout(name))
    return Recognition(what, advice=f"No layout describes it. Nearest is {name}; of its columns, {columns}.")


def _json(text: bytes, name: str) -> Recognition:
    readable = text.decode("utf-8", errors="ignore")
    if '"FeatureCollection"' in readable[:2000]:
        properties = _first_object(readable, r'"properties"\s*:\s*(?=\{\s*"(?!name"\s*:\s*"urn))')
        layout = _best([*properties, "geometry", "crs"], "geojson", name)
        return Recognition("GeoJSON layer", layout, None if layout else _unknown())
    if '"dimension"' in readable:
        layout = _best([*_dimensions(readable), VALUE_COLUMN], "statbank", name)
        return Recognition("JSON-stat dataset", layout, None if layout else _unknown())
    for layout in load_layouts().values():
        if layout.array_member and f'"{layout.array_member}"' in readable:
            return Recognition("JSON object with an array of objects", layout)
    keys = _first_object(readable, r"^\[\s*")
    layout = _best(list(keys), "json", name) if keys else None
    return Recognition("JSON array of objects" if keys else "JSON", layout, None if layout else _unknown())


def _dimensions(text: str) -> list[str]:
    """Return the ids of the dimensions of JSON-stat, which both versions list beside their sizes."""
    listed = re.search(r'"id"\s*:\s*\[([^\]]*)\]', text)
    return [each.upper() for each in re.findall(r'"([^"]+)"', listed.group(1))] if listed else []


def _first_object(text: str, before: str) -> dict[str, Any]:
    """Return the object that follows a pattern, as far as it is within reach."""
    found = re.search(before, text)
    try:
        value = JSONDecoder().raw_decode(text, found.end())[0] if found else {}
    except JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _xml(head: bytes, name: str) -> Recognition:
    if TRANSFER_NAMESPACE.encode() in head:
        return Recognition(
            "sidecar of a delivery (metadata of the SFTP service)", advice="Inspect the file it describes."
        )
    root = _XML_ROOT.search(head)
    called = root.group(1).rpartition(b":")[2].decode("ascii") if root else ""
    fitting = [
        layout
        for layout in load_layouts().values()
        if layout.format == "xml" and str(next(iter(layout.records.values())).path).split("/")[0] == called
    ]
    layout = max(fitting, key=lambda layout: _is_named_so(layout, name), default=None)
    what = f"XML with the root element {called}" if layout else "XML"
    return Recognition(what, layout, None if layout else _unknown())


def _records(head: bytes) -> Recognition:
    """Tell CPR products apart: record numbers mean different things in each."""
    product = product_of(head)
    if product is not None and product.layout is not None:
        return Recognition(f"{product.name}{_task(head, load_layout(product.layout))}", load_layout(product.layout))
    if product is not None:
        return Recognition(product.name, advice="Ask for the udtræksbeskrivelse and write a layout for the product.")
    lines, persons = head.split(b"\n"), load_layout("cpr_p12170")
    if all(_RECORD.match(line) for line in lines[:5] if line) and share_described(lines[:-1] or lines, persons):
        return Recognition("CPR extract without its start record", persons)
    return Recognition("text that begins with digits", advice=_unknown())


def _task(head: bytes, layout: Layout) -> str:
    """Say which agreed task an extract belongs to: status and changes have one layout and differ by it."""
    start = layout.record_of("start")
    fields = start.fields if start else ()
    number = next((head[field.start - 1 : field.end] for field in fields if field.name == "task_number"), b"")
    titles = [each.title for each in load_agreements().values() if number.decode("latin-1") in each.task_numbers]
    return f", {titles[0]}" if titles else ""


def _delimited(head: bytes, name: str) -> Recognition:
    for delimiter, called in ((";", "semicolon"), (",", "comma"), ("\t", "tab")):
        for encoding in ("utf-8", "latin-1"):
            header = names_in(head.partition(b"\n")[0], encoding, delimiter)
            layout = _best(header, "statbank" if VALUE_COLUMN in header else "delimited", name)
            if layout is not None and layout.delimiter == delimiter:
                return Recognition(f"{called}-separated table with {len(header)} columns", layout)
    for layout in load_layouts().values():
        header = find_header(head, layout).names if layout.preamble_rows else []
        if header and _best(header, "delimited", name) is layout:
            return Recognition(f"table with {len(header)} columns below a title", layout)
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
    agreed = (agreement.file_of(layout.name) for agreement in agreements_of(layout.register))
    return any(file is not None and file.names(file_name) for file in agreed)


def _unknown() -> str:
    return _UNKNOWN.format(names=", ".join(load_layouts()))

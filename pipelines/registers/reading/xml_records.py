"""Reading XML files as they stream by: records by their path, fields by their place beside or above the record.

A file with a DTD is refused before anything of it is expanded. What a layout names stands in ``xml_plan``; typing
belongs to ``rows``.
"""

from typing import NoReturn
from xml.parsers import expat

import numpy as np
import polars as pl

from pipelines.registers.layout import Layout
from pipelines.registers.reading import values
from pipelines.registers.reading.byte_guard import ByteGuard, Progress, Source
from pipelines.registers.reading.columns import shown
from pipelines.registers.reading.forms import FormReport
from pipelines.registers.reading.rows import Batch
from pipelines.registers.reading.tables import Places, ReadContext, TableSink
from pipelines.registers.reading.xml_plan import Collected, Element, plan_of
from pipelines.registers.refusals import RefusedError, line_place, refused

BLOCK_BYTES = 1 << 20
# What a supplier calls a name or a number has some hundred characters; no field of a register comes near this.
LONGEST_TEXT = 1 << 16
# Bytes that the parser may hold without having found the end of a tag, a comment or an attribute.
LONGEST_TOKEN_BYTES = 4 << 20
DEEPEST_UNREAD = 64
_ENDED_EARLY = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}
_DECLARED = {"utf-8": ("utf-8", "utf8", "us-ascii"), "latin-1": ("iso-8859-1", "latin1")}
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance "


def read_xml_records(
    source: Source, layout: Layout, sink: TableSink, guard: ByteGuard, context: ReadContext, progress: Progress | None
) -> FormReport:
    """Read every record of a file into the table of its type and return what was found out about it.

    The place of a row is the line and the byte where its element begins.

    Raises:
        RefusedError: the file brings a DTD, is cut or not well-formed, has another root or encoding than agreed, or
            elements that the layout does not name.
    """
    del context
    document = _Document(layout, source.name)
    while data := source.file.read(BLOCK_BYTES):
        guard.feed(data)
        document.feed(data)
        for collected in document.records:
            _hand_over(collected, sink)
        if progress is not None:
            progress(guard.size, source.size)
    document.end()
    for collected in document.records:
        _hand_over(collected, sink)
        _refuse_missing(collected, source.name)
    records = {collected.record.code: collected.count for collected in document.records}
    return FormReport(sum(records.values()), records, physical_form=f"XML, root element {document.root_name}")


def _hand_over(collected: Collected, sink: TableSink) -> None:
    """Give the rows collected so far to the sink and forget them."""
    lines, offsets, columns = collected.take()
    record = collected.record
    if not lines or not sink.wants(record):
        return
    frame = pl.LazyFrame(columns, schema=dict.fromkeys(columns, pl.String))
    text = values.cleaned(frame, {name: pl.col(name) for name in columns}, record.read_fields).collect()
    sink.add(Batch.of(record, text), Places(np.array(lines, dtype=np.int64), np.array(offsets, dtype=np.int64)))


def _refuse_missing(collected: Collected, name: str) -> None:
    missing = {field.source.rpartition("/")[2].lstrip("@") for field in collected.never_found() if not field.optional}
    if collected.count and missing:
        sentence = f"No {collected.record.code} has the elements agreed: {shown(missing)}."
        raise refused("column_missing", sentence, name, f"every {collected.record.code}")


class _Document:
    """Follows a document element by element and collects its records."""

    def __init__(self, layout: Layout, name: str) -> None:
        plan = plan_of(layout)
        self.records, self.root_name = plan.records, next(iter(plan.top.children))
        self._cells = plan.cells
        self._stack: list[Element] = [plan.top]
        self._unread, self._encoding, self._name = frozenset(layout.unread), layout.encoding, name
        self._unread_depth = self._length = self._size = 0
        self._parts: list[str] | None = None
        self._is_declared = False
        # Letters are read in the encoding agreed, whatever the file says of itself; a contradiction is refused.
        self._parser = expat.ParserCreate("UTF-8" if layout.encoding == "utf-8" else "ISO-8859-1", " ")
        self._parser.buffer_text = True
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._unsafe
        self._parser.EntityDeclHandler = self._unsafe
        self._parser.ExternalEntityRefHandler = self._unsafe
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, data: bytes) -> None:
        """Take the next bytes; rows of records that ended in them stand in ``records``."""
        self._parse(data, is_last=False)
        self._size += len(data)
        if not self._is_declared and self._encoding != "utf-8":
            self._refuse_encoding("names no encoding, which means UTF-8,")
        if self._size - self._parser.CurrentByteIndex > LONGEST_TOKEN_BYTES:
            raise self._malformed("A tag, a comment or an attribute is longer than any of a register")

    def end(self) -> None:
        """Say that no more bytes follow."""
        self._parse(b"", is_last=True)

    def _parse(self, data: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(data, is_last)
        except expat.ExpatError as error:
            place = line_place(error.lineno, self._parser.ErrorByteIndex)
            if is_last and error.code in _ENDED_EARLY:
                sentence = "The file ends before its root element is closed."
                raise refused("xml_truncated", sentence, self._name, place) from None
            # The words of expat tell the kind of error and quote nothing.
            sentence = f"The file is not well-formed XML: {expat.ErrorString(error.code)}."
            raise refused("xml_malformed", sentence, self._name, place) from None

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        if self._unread_depth:
            self._unread_depth += 1
            if self._unread_depth > DEEPEST_UNREAD:
                raise self._malformed("Elements are nested deeper than in any register")
            return
        local = qualified.rpartition(" ")[2]
        element = self._stack[-1].children.get(local)
        if element is None:
            self._unknown(local)
            return
        if element.cell is None:
            self._begin(element)
        elif self._cells[element.cell] is not None:
            raise self._refused("column_repeated", f"An element stands twice in one record: {shown({local})}.")
        else:
            self._cells[element.cell] = ""
        self._stack.append(element)
        self._parts = [] if element.keeps_text else None
        self._length = 0
        if attributes:
            self._take_attributes(element, attributes)

    def _begin(self, element: Element) -> None:
        for cell in element.cells_below:
            self._cells[cell] = None
        if element.collected is not None:
            element.collected.begin(self._parser.CurrentLineNumber, self._parser.CurrentByteIndex)

    def _end(self, _: str) -> None:
        if self._unread_depth:
            self._unread_depth -= 1
            return
        element = self._stack.pop()
        if self._parts is not None and element.cell is not None:
            self._cells[element.cell] = "".join(self._parts)
            self._parts = None
        elif element.collected is not None:
            element.collected.end(self._cells)

    def _text(self, characters: str) -> None:
        if self._unread_depth:
            return
        if self._parts is not None:
            self._parts.append(characters)
            self._length += len(characters)
            if self._length > LONGEST_TEXT:
                raise self._malformed("The text of an element is longer than any of a register")
        elif not self._stack[-1].is_ignored and not characters.isspace():
            raise self._malformed("Text stands where only elements were agreed")

    def _take_attributes(self, element: Element, attributes: dict[str, str]) -> None:
        for qualified, value in attributes.items():
            local = qualified.rpartition(" ")[2]
            cell = element.attributes.get(local)
            if cell is not None:
                self._cells[cell] = value
            elif not qualified.startswith(_SCHEMA_INSTANCE) and f"@{local}" not in self._unread:
                raise self._refused("column_unregistered", f"An attribute is unknown to the layout: {shown({local})}.")

    def _unknown(self, local: str) -> None:
        if len(self._stack) == 1:
            sentence = f"The root element is {shown({local})}, not {self.root_name}."
            raise self._refused("wrong_product", sentence)
        if local not in self._unread:
            raise self._refused("column_unregistered", f"An element is unknown to the layout: {shown({local})}.")
        self._unread_depth = 1

    def _declaration(self, _: str, encoding: str | None, __: int) -> None:
        self._is_declared = encoding is not None
        if encoding is not None and encoding.lower() not in _DECLARED[self._encoding]:
            self._refuse_encoding("declares another encoding")

    def _refuse_encoding(self, what: str) -> None:
        sentence = f"The file {what} and {self._encoding} was agreed."
        raise refused("xml_encoding_differs", sentence, self._name, "line 1")

    def _unsafe(self, *_: object) -> NoReturn:
        raise self._refused("xml_unsafe", "The file brings a DTD or entities of its own.")

    def _malformed(self, sentence: str) -> RefusedError:
        return self._refused("xml_malformed", f"{sentence}.")

    def _refused(self, reason_code: str, sentence: str) -> RefusedError:
        place = line_place(self._parser.CurrentLineNumber, self._parser.CurrentByteIndex)
        return refused(reason_code, sentence, self._name, place)

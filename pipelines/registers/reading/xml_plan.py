"""What a layout names in an XML file, as a tree of elements to walk along with the document.

Every value that is wanted, or known, has a cell. A record takes its columns from the cells of its own elements and of
those above it, which must stand before it in the document. The document itself is read in ``xml_records``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.registers.layout import Field, Layout, Record

Cells = list[str | None]


@dataclass
class Collected:
    """Rows of one record since they were last taken, column by column, and where each begins."""

    record: Record
    sources: tuple[int, ...]
    columns: tuple[list[str | None], ...] = ()
    count: int = 0
    _lines: list[int] = field(default_factory=list)
    _offsets: list[int] = field(default_factory=list)
    _found: set[str] = field(default_factory=set)
    _line: int = 0
    _offset: int = 0

    def __post_init__(self) -> None:
        """Start with empty columns."""
        self.columns = tuple([] for _ in self.sources)

    def begin(self, line: int, offset: int) -> None:
        """Note where the record begins that is being read."""
        self._line, self._offset = line, offset

    def end(self, cells: Cells) -> None:
        """Take the row of the record that has ended."""
        for column, cell in zip(self.columns, self.sources, strict=True):
            column.append(cells[cell])
        self._lines.append(self._line)
        self._offsets.append(self._offset)

    def take(self) -> tuple[list[int], list[int], dict[str, list[str | None]]]:
        """Return lines, bytes and columns of the rows collected, and begin anew."""
        names = [each.name for each in self.record.read_fields]
        columns = dict(zip(names, self.columns, strict=True))
        self._found |= {name for name, column in columns.items() if any(value is not None for value in column)}
        lines, offsets = self._lines, self._offsets
        self.count += len(lines)
        self.columns, self._lines, self._offsets = tuple([] for _ in self.sources), [], []
        return lines, offsets, columns

    def never_found(self) -> Iterator[Field]:
        """Yield the fields that no row taken so far had an element for."""
        return (each for each in self.record.read_fields if each.name not in self._found)


@dataclass
class Element:
    """One element of the tree: what may stand in it, the record it is, or the cell that its text goes to.

    An element with a cell stands at most once in its record. Text of one that ``is_ignored`` is known and not kept.
    """

    children: dict[str, "Element"] = field(default_factory=dict)
    attributes: dict[str, int] = field(default_factory=dict)
    collected: Collected | None = None
    cell: int | None = None
    keeps_text: bool = False
    is_ignored: bool = False
    cells_below: tuple[int, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The tree under a nameless top, its cells, and the records to collect in the order of the layout."""

    top: Element
    cells: Cells
    records: tuple[Collected, ...]


def plan_of(layout: Layout) -> Plan:
    """Return what a layout of format ``xml`` names, as a tree that no document has been walked along yet."""
    tree = _Tree()
    records = tuple(tree.add(record) for record in layout.table_records)
    _finish(tree.top, is_inside=False, cells=tree.cells)
    return Plan(tree.top, tree.cells, records)


class _Tree:
    """The tree while records are added to it."""

    def __init__(self) -> None:
        self.top = Element()
        self.cells: Cells = []

    def add(self, record: Record) -> Collected:
        """Add the elements of a record and return where its rows are to be collected."""
        path = str(record.path).split("/")
        sources = tuple(self._cell_of(path, each) for each in record.fields)
        is_read = set(record.read_fields)
        collected = Collected(
            record, tuple(cell for cell, each in zip(sources, record.fields, strict=True) if each in is_read)
        )
        self._element(path).collected = collected
        return collected

    def _cell_of(self, path: list[str], each: Field) -> int:
        steps = each.source.split("/")
        above = steps.count("..")
        *inner, last = [*path[: len(path) - above], *steps[above:]]
        if last.startswith("@"):
            attributes = self._element(inner).attributes
            if last[1:] not in attributes:
                attributes[last[1:]] = self._new_cell()
            return attributes[last[1:]]
        element = self._element([*inner, last])
        if element.cell is None:
            element.cell = self._new_cell()
        element.keeps_text |= each.read and not each.sensitive
        element.is_ignored = not element.keeps_text
        return element.cell

    def _element(self, path: list[str]) -> Element:
        element = self.top
        for name in path:
            element = element.children.setdefault(name, Element())
        return element

    def _new_cell(self) -> int:
        self.cells.append(None)
        return len(self.cells) - 1


def _finish(element: Element, *, is_inside: bool, cells: Cells) -> tuple[int, ...]:
    """Note at every element the cells in and below it; those inside a record may stand there once, so get a cell."""
    is_inside |= element.collected is not None
    below = [cell for child in element.children.values() for cell in _finish(child, is_inside=is_inside, cells=cells)]
    element.cells_below = (*element.attributes.values(), *below)
    if is_inside and element.cell is None and not _holds_record(element):
        cells.append(None)
        element.cell = len(cells) - 1
    own = () if element.cell is None else (element.cell,)
    return (*own, *element.cells_below)


def _holds_record(element: Element) -> bool:
    return element.collected is not None or any(_holds_record(child) for child in element.children.values())

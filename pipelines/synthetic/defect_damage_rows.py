"""Ways to spoil single rows, columns or fields; each takes the right bytes and returns the wrong ones.

Delimited files are cut at every delimiter: values that hold one belong in the last column. Damage to whole files stands
in ``defect_damage``.
"""

from collections.abc import Callable

from pipelines.synthetic.defect_damage import COUNTER_WIDTH, END_RECORD, line_of, with_count

Change = Callable[[bytes], bytes]
Spoil = Callable[[bytes], bytes]
RECORD_END = b"\n"


def in_column(column: str, change: Change, *, every_row: bool = False, delimiter: str = ";") -> Spoil:
    """Change the value of a column in the row in the middle, or in every row."""
    mark = delimiter.encode()

    def spoil(data: bytes) -> bytes:
        ending = b"\r\n" if b"\r\n" in data else b"\n"
        rows = data.removesuffix(ending).split(ending)
        place = rows[0].split(mark).index(column.encode("utf-8" if b"\xc3" in rows[0] else "latin-1"))
        for row in range(1, len(rows)) if every_row else (len(rows) // 2,):
            values = rows[row].split(mark, len(rows[0].split(mark)) - 1)
            values[place] = change(values[place])
            rows[row] = mark.join(values)
        return ending.join(rows) + ending

    return spoil


def in_header(change: Callable[[list[bytes]], list[bytes]], delimiter: str = ";") -> Spoil:
    """Change the names of the columns; the rows stay."""
    mark = delimiter.encode()

    def spoil(data: bytes) -> bytes:
        header, ending, rows = data.partition(b"\n")
        names = change(header.removesuffix(b"\r").split(mark))
        return mark.join(names) + (b"\r" if header.endswith(b"\r") else b"") + ending + rows

    return spoil


def of_columns(choose: Callable[[list[bytes]], list[bytes]], delimiter: str = ";") -> Spoil:
    """Change every row alike, header included: leave columns out, add some, or put them in another order."""
    mark = delimiter.encode()

    def spoil(data: bytes) -> bytes:
        rows = data.removesuffix(b"\n").split(b"\n")
        return b"\n".join(mark.join(choose(row.split(mark))) for row in rows) + b"\n"

    return spoil


def in_record(record_type: str, start: int, text: str) -> Spoil:
    """Put a text at a position (from 1) of one line of a record type of the CPR extract."""

    def spoil(data: bytes) -> bytes:
        begin, end = line_of(data, record_type.encode())
        value, at = text.encode("latin-1"), begin + start - 1
        if at + len(value) > end:
            raise ValueError(f"the line of record type {record_type} ends before position {start + len(text) - 1}")
        return data[:at] + value + data[at + len(value) :]

    return spoil


def with_a_line_twice(record_type: str) -> Spoil:
    """One line of a record type of the CPR extract a second time; the count includes it."""

    def spoil(data: bytes) -> bytes:
        begin, end = line_of(data, record_type.encode())
        line_end = data.index(RECORD_END, end) + 1
        counter = data.rindex(END_RECORD) + len(END_RECORD)
        count = int(data[counter : counter + COUNTER_WIDTH])
        return with_count(data[:line_end] + data[begin:line_end] + data[line_end:], count + 1)

    return spoil


def without_every_tenth_person(data: bytes) -> bytes:
    """The CPR extract without the lines of every tenth person; its count is right."""
    lines = data.split(b"\n")
    numbers = set(sorted({line[3:13] for line in lines if line.startswith(b"001")})[::10])
    kept = [line for line in lines if line[3:13] not in numbers or line[:3] in (b"000", b"999")]
    counter = data.rindex(END_RECORD) + len(END_RECORD)
    count = int(data[counter : counter + COUNTER_WIDTH]) - (len(lines) - len(kept))
    return with_count(b"\n".join(kept), count)


def records_added(before: bytes, after: bytes) -> int:
    """How many lines the second has more than the first, negative where it has fewer."""
    return after.count(b"\n") - before.count(b"\n")


def replaced_by(value: bytes) -> Change:
    """Another value in place of what stands there."""
    return lambda _: value

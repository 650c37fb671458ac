"""What no schema can see in a layout: names used twice, fields that overlap or lie outside their record.

Called when a layout is loaded; it opens no file of a register.
"""

from collections.abc import Iterator
from itertools import pairwise

from pipelines.registers.layout import PERSON_FIELD, Layout, Record
from pipelines.registers.reading.office_values import ANSWERED_ELSEWHERE
from pipelines.registers.refusals import REMEDIES


def contradictions(layout: Layout) -> Iterator[str]:
    """Yield what no schema can see: repeated names, overlapping fields, fields beyond their record, unknown keys."""
    for record in layout.records.values():
        names = [field.name for field in record.fields]
        yield from (
            f"record {record.code}: the name {name} is used twice" for name in {*names} if names.count(name) > 1
        )
        read = {field.name for field in record.read_fields}
        yield from (f"record {record.code}: unique names {name}, which is not read" for name in {*record.unique} - read)
        if layout.format == "xml":
            yield from _path_problems(layout, record)
        yield from (
            f"record {record.code}: {field.name} refuses the file and must be required, under a reason code we know"
            for field in record.read_fields
            if field.refuse_as and not (field.required and field.refuse_as in REMEDIES)
        )
        yield from _border_problems(record)
        yield from _unanswered(record)
        if layout.format == "fixed_width":
            yield from _place_problems(record)
            yield from _texts_of_persons(record)


def _path_problems(layout: Layout, record: Record) -> Iterator[str]:
    path = str(record.path)
    root = path.split("/")[0]
    if any(str(other.path).split("/")[0] != root for other in layout.records.values()):
        yield f"record {record.code}: a file has one root element, {root} is not the only one"
    paths = {str(other.path) for other in layout.records.values()}
    for field in record.fields:
        steps = field.source.split("/")
        above = steps.count("..")
        if any(step == ".." for step in steps[above:]) or above >= len(path.split("/")):
            yield f"record {record.code}: {field.source} leads out of the document"
        if "/".join([*path.split("/")[: len(path.split("/")) - above], *steps[above:]]) in paths:
            yield f"record {record.code}: {field.source} is a record, not a value"


def _texts_of_persons(record: Record) -> Iterator[str]:
    # Text beside a person is a name, an address or a remark; in a record without a person it is a road or a district.
    if any(field.type == "person" for field in record.fields):
        texts = [field.name for field in record.read_fields if field.type == "text"]
        yield from (
            f"record {record.code}: {name} is text about a person; only codes, dates and numbers are read"
            for name in texts
        )


def _border_problems(record: Record) -> Iterator[str]:
    """Yield what would let a restricted field cross the border, or a counted record come to nothing."""
    names = {field.name for field in record.read_fields}
    restricted = {field.name for field in record.restricted_fields}
    if restricted and PERSON_FIELD not in restricted:
        yield f"record {record.code}: restricted fields need a {PERSON_FIELD} to hang on"
    yield from (
        f"record {record.code}: unique names {name}, which is restricted"
        for name in {*record.unique} & restricted - {PERSON_FIELD}
    )
    if record.counted is not None:
        asked = {record.counted.column, record.counted.from_date, record.counted.until_date, PERSON_FIELD}
        yield from (f"record {record.code}: counted names {name}, which is not read" for name in asked - names)


def _place_problems(record: Record) -> Iterator[str]:
    # Two fields may look at the same characters (a number and its class), but only at exactly the same.
    spans = sorted({(field.start, field.end, field.source) for field in record.fields})
    for (_, end, before), (start, _, after) in pairwise(spans):
        if start <= end:
            yield f"record {record.code}: {before} and {after} overlap"
    for start, end, source in spans:
        if start <= len(record.code) or end > record.longest:
            yield f"record {record.code}: {source} lies outside positions {len(record.code) + 1}-{record.longest}"


def _unanswered(record: Record) -> Iterator[str]:
    # A count that is not there is no fault where its state says so; without a state it would vanish unseen.
    read = {(field.type, field.key_of or (field.source,)) for field in record.read_fields}
    for field in record.read_fields:
        answering = ANSWERED_ELSEWHERE.get(field.type)
        if answering is not None and (answering, field.key_of or (field.source,)) not in read:
            yield f"record {record.code}: {field.name} needs a field of type {answering} of the same source"

"""Which generation of a file of Datafordeleren is the one to read: judged by the listing, without opening a file.

A lineage is one entity in one form (total or delta, format, current or history), national or of one municipality. Its
generations count up; a new version of the model may lie there as a header-only stub long before it is populated.
Fetching files, and reading them, are the business of others.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

from pipelines.registers.refusals import Finding

LISTING_MEMBER = "availableFileDownloads"
# Header-only stubs of about 408 bytes have been seen; column names of other entities make them a little longer.
LARGEST_STUB_BYTES = 460
OUR_MUNICIPALITY = "0101"
_NAME = re.compile(
    r"(?P<register>[A-Z]+)_V(?P<version>\d+)_(?P<entity>[A-Za-zÆØÅæøå]+?)(?:_(?P<municipality>\d{4}))?"
    r"_(?P<download>TotalDownload|DeltaDownload)_(?P<form>csv|json|gpkg)"
    r"_(?P<data>Current|Temporal|Bitemporal)_(?P<generation>\d+)\.(?:zip|json|csv|gpkg)",
    re.IGNORECASE,
)
Form = tuple[str, str, str, str, str]
"""Register, entity, type of download, format and type of data, in lower case: what files that mean the same share."""


@dataclass(frozen=True)
class Generation:
    """One generation of a lineage: where it stands in the order of time, and whether anything is in it.

    ``municipality`` is None for a national file; ``size_bytes`` is None where no listing tells it.
    """

    file_name: str
    form: Form
    municipality: str | None
    version: int
    number: int
    size_bytes: int | None = None

    @property
    def lineage(self) -> tuple[Form, str | None]:
        """What later generations replace this one."""
        return self.form, self.municipality

    @property
    def place(self) -> tuple[int, int]:
        """Place in the order of time: version of the model first, then generation."""
        return self.version, self.number

    @property
    def is_stub(self) -> bool:
        """Tell whether the listing says that there is a header in it and nothing else."""
        return self.size_bytes is not None and self.size_bytes <= LARGEST_STUB_BYTES


@dataclass(frozen=True)
class LineageJudgement:
    """What follows from the listing: the finding that holds the delivery, notes, and the files to read by name."""

    finding: Finding | None
    notes: tuple[str, ...]
    read: tuple[str, ...]


def generation_of(file_name: str) -> Generation | None:
    """Return what the name of a file says; None when it is not named as Datafordeleren names files."""
    found = _NAME.fullmatch(file_name)
    if found is None:
        return None
    parts = ("register", "entity", "download", "form", "data")
    register, entity, download, form, data = (found[part].lower() for part in parts)
    return Generation(
        file_name,
        (register, entity, download, form, data),
        found["municipality"],
        int(found["version"]),
        int(found["generation"]),
    )


def listed_generations(rows: Iterable[Mapping[str, Any]]) -> list[Generation]:
    """Return the generations that the rows of a listing (``availableFileDownloads``) name.

    Numbers come as numbers or as text, the municipality as null, empty or a code; what the fields say goes before what
    the name says. Rows of files that are named otherwise say nothing about generations and are left out.
    """
    listed = []
    for row in rows:
        named = generation_of(str(row.get("fileName", "")))
        if named is not None:
            listed.append(
                replace(
                    named,
                    number=_whole(row.get("generationNumber"), named.number),
                    version=_whole(row.get("version"), named.version),
                    municipality=str(row.get("municipalityCode") or "") or None,
                    size_bytes=_whole(row.get("fileSizeInBytes"), None),
                )
            )
    return listed


def judge_lineages(rows: Iterable[Mapping[str, Any]], delivered: Sequence[str]) -> LineageJudgement:
    """Judge delivered file names against the rows of a listing.

    Args:
        rows: the objects of ``availableFileDownloads``, as JSON gives them.
        delivered: names of the files of one delivery, the listing itself among them or not.

    Returns:
        A finding ``generation_gap`` for the first file that is older than the newest populated generation of its
        lineage; it names the file to fetch. ``read`` names the files to read: of a stub and a populated file the
        populated one, of the file of our municipality and the national one ours. Each that is left is noted.
    """
    listed = listed_generations(rows)
    sizes = {generation.file_name: generation.size_bytes for generation in listed}
    ours = [replace(g, size_bytes=sizes.get(g.file_name)) for name in delivered if (g := generation_of(name))]
    read, notes = _chosen(ours)
    findings = [finding for generation in read if (finding := _gap(generation, listed))]
    notes += [f"{g.file_name} is not in the listing" for g in read if listed and g.file_name not in sizes]
    return LineageJudgement(next(iter(findings), None), tuple(notes), tuple(g.file_name for g in read))


def _chosen(delivered: Sequence[Generation]) -> tuple[list[Generation], list[str]]:
    """Return one file per form, and why the others are left."""
    chosen: dict[Form, Generation] = {}
    for generation in sorted(delivered, key=_preference):
        chosen[generation.form] = generation
    notes = [
        f"{g.file_name} was left unread beside {chosen[g.form].file_name}" for g in delivered if g != chosen[g.form]
    ]
    return [generation for generation in delivered if generation == chosen[generation.form]], notes


def _preference(generation: Generation) -> tuple[bool, bool, bool, tuple[int, int]]:
    is_foreign = generation.municipality not in (None, OUR_MUNICIPALITY)
    return not generation.is_stub, not is_foreign, generation.municipality is not None, generation.place


def _gap(generation: Generation, listed: Iterable[Generation]) -> Finding | None:
    populated = [other for other in listed if other.lineage == generation.lineage and not other.is_stub]
    newest = max(populated, key=lambda other: other.place, default=generation)
    if newest.place <= generation.place and not (generation.is_stub and populated):
        return None
    held = "a header without records" if generation.is_stub else f"generation {generation.number}"
    sentence = f"The file is {held}; the newest with records in the listing is {newest.file_name}: fetch that one."
    return Finding("generation_gap", sentence, generation.file_name, "listing, generationNumber")


@overload
def _whole(value: object, otherwise: int) -> int: ...
@overload
def _whole(value: object, otherwise: None) -> int | None: ...
def _whole(value: object, otherwise: int | None) -> int | None:
    """Return a number that comes as a number or as text."""
    text = str(value).strip()
    return int(text) if text.isdecimal() else otherwise

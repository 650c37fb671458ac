"""Defects that deliveries are known to have, as a table: each can be switched on to see it found.

A defect damages the bytes of one file, or changes how the file arrives. Damaged bytes get a sidecar that fits them,
so that the damage itself must be noticed. How the damage is done stands in ``defect_damage``. A code names a kind of
defect; a letter behind it tells variants apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipelines.synthetic import defect_damage as damage
from pipelines.synthetic.defect_arrival import (
    Parcel,
    as_is,
    beside_a_stub_of_the_next_version,
    from_an_unknown_sender,
    sent_twice,
    with_wrong_size,
    without_sidecar,
)
from pipelines.synthetic.writers.written import WrittenFile

__all__ = ["DEFECTS", "Defect", "Parcel", "requested_defects"]

CPR = ("cpr", "cpr_p12170")
RAS = ("ras", "ras_status")
IND = ("ind", "ind_indkomst")
UDDA = ("udda", "udda_uddannelse")
CLASSIFICATION = ("udda", "udda_klassifikation")
DAR = ("dar", "dar_adresse")


@dataclass(frozen=True)
class Defect:
    """One thing that goes wrong with one file of a register.

    ``spoil`` turns the right bytes into the wrong ones; ``added_records`` says how many data records that adds.
    ``needs_lines`` says that it cannot be done to an unbroken file. ``readdressed`` turns one parcel into what
    arrives instead.
    """

    code: str
    title: str
    register: str
    layout: str
    spoil: Callable[[bytes], bytes] | None = None
    added_records: int | None = 0
    needs_lines: bool = False
    readdressed: Callable[[Parcel], tuple[Parcel, ...]] = as_is

    def damaged(self, file: WrittenFile) -> WrittenFile:
        """The file with its bytes spoiled in place; ``added_records`` None means that no record is left."""
        if self.spoil is None:
            return file
        file.path.write_bytes(self.spoil(file.path.read_bytes()))
        count = 0 if self.added_records is None else file.record_count + self.added_records
        return replace(file, record_count=count)


def _of_a_line(code: str, title: str, spoil: Callable[[bytes], bytes], added_records: int = 0) -> Defect:
    """A defect of single lines of the CPR extract."""
    return Defect(code, title, *CPR, spoil=spoil, added_records=added_records, needs_lines=True)


_ALL = (
    Defect("D01", "end record 999 is missing", *CPR, spoil=damage.without_end_record),
    Defect("D01T", "the file stops in the middle of a line", *CPR, spoil=damage.cut_in_the_middle_of_a_line),
    _of_a_line("D01L", "one line is cut short, the rest is whole", damage.one_line_cut_short),
    Defect("D02", "the end record counts one record too many", *CPR, spoil=damage.wrong_end_count),
    Defect("D04", "the same bytes are delivered again under the next number", *CPR, readdressed=sent_twice),
    Defect("D05", "the sidecar is missing", *CPR, readdressed=without_sidecar),
    Defect("D05A", "the sidecar names a sender nobody agreed on", *CPR, readdressed=from_an_unknown_sender),
    Defect("D05S", "the sidecar gives a wrong size", *CPR, readdressed=with_wrong_size),
    Defect("D06", "a latin-1 file holds UTF-8 bytes", *CPR, spoil=damage.as_utf8),
    Defect("D06C", "a latin-1 code list holds UTF-8 bytes", *CLASSIFICATION, spoil=damage.as_utf8),
    _of_a_line("D07", "lines end in CR LF", damage.with_crlf),
    Defect("D07B", "a byte order mark stands before the header", *RAS, spoil=damage.with_byte_order_mark),
    _of_a_line("D07T", "trailing blanks of lines are trimmed", damage.trimmed),
    Defect("D07U", "the file is one unbroken string", *CPR, spoil=damage.unbroken),
    Defect("D08", "a few rows have an extra semicolon and are shifted by one column", *IND, spoil=damage.few_shifted),
    Defect("D08A", "every row has an extra semicolon", *IND, spoil=damage.all_shifted),
    _of_a_line("D08C", "one line is shifted by one position", damage.one_line_shifted),
    _of_a_line("D09", "record 002 comes in 306 and 382 characters", damage.mixed_address_lengths),
    _of_a_line("D09U", "a record type nobody described", damage.unknown_record_type, added_records=1),
    Defect("D10", "only a header-only stub arrived", *DAR, spoil=damage.header_only, added_records=None),
    Defect("D10V", "a header-only stub of the next version lies beside the file", *DAR,
           readdressed=beside_a_stub_of_the_next_version),
    _of_a_line("D13", "a person number has letters in positions 7-9", damage.letters_in_a_number),
    Defect("D13U", "a person number in a statistical register has letters", *UDDA, spoil=damage.letters_in_a_row),
    Defect("D29", "an error page in HTML arrived under the name of the CSV", *RAS, spoil=damage.html_page),
)  # fmt: skip

DEFECTS: dict[str, Defect] = {defect.code: defect for defect in _ALL}


def requested_defects(
    requests: Sequence[str], years: Sequence[int], cpr_form: str = "full"
) -> list[tuple[Defect, int]]:
    """Read requests such as ``D02`` (in the last of the years) or ``D02@2024`` into defects and their years.

    Raises ValueError, naming what can be asked for, when a code is unknown, a year is not delivered, or a defect
    of lines is asked for in an unbroken file.
    """
    requested = [_requested(request, years) for request in requests]
    for defect, _ in requested:
        if defect.needs_lines and cpr_form == "unbroken":
            message = f"defect {defect.code} ({defect.title}) needs lines; choose another form than 'unbroken'"
            raise ValueError(message)
    return requested


def _requested(request: str, years: Sequence[int]) -> tuple[Defect, int]:
    code, at, year_text = request.partition("@")
    defect = DEFECTS.get(code.upper())
    if defect is None:
        message = f"unknown defect {code!r}; known are {', '.join(DEFECTS)}"
        raise ValueError(message)
    if not at:
        return defect, max(years)
    if year_text not in {str(year) for year in years}:
        delivered = ", ".join(str(year) for year in years)
        message = f"defect {request!r}: the year must be one of those delivered ({delivered})"
        raise ValueError(message)
    return defect, int(year_text)

"""The catalogue of defects: every family in one table, and reading requests for them.

What a defect is stands in ``defect_model``; that each ends as the table says is shown by ``pipelines.catalogue``.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.synthetic.defect_children import CHILDREN_DEFECTS
from pipelines.synthetic.defect_cpr import CPR_DEFECTS
from pipelines.synthetic.defect_cpr_form import CPR_FORM_DEFECTS
from pipelines.synthetic.defect_envelopes import ENVELOPE_DEFECTS
from pipelines.synthetic.defect_files import FILE_DEFECTS
from pipelines.synthetic.defect_geography import GEOGRAPHY_DEFECTS
from pipelines.synthetic.defect_model import Defect, Parcel
from pipelines.synthetic.defect_rows import ROW_DEFECTS
from pipelines.synthetic.defect_statistics import STATISTICS_DEFECTS
from pipelines.synthetic.defect_web import WEB_DEFECTS
from pipelines.synthetic.defect_workbooks import WORKBOOK_DEFECTS

__all__ = ["DEFECTS", "Defect", "Parcel", "requested_defects"]

# The two lists that the catalogue follows name some defects twice; both codes can be asked for.
SAME_AS = {"R06": "D02", "R07": "D01"}
_TABLES = (
    CHILDREN_DEFECTS, CPR_DEFECTS, CPR_FORM_DEFECTS, ENVELOPE_DEFECTS, FILE_DEFECTS, GEOGRAPHY_DEFECTS, ROW_DEFECTS,
    STATISTICS_DEFECTS, WEB_DEFECTS, WORKBOOK_DEFECTS,
)  # fmt: skip


def _all() -> dict[str, Defect]:
    found: dict[str, Defect] = {}
    for defect in (defect for table in _TABLES for defect in table):
        if defect.code in found:
            raise ValueError(f"two defects have the code {defect.code}")
        found[defect.code] = defect
    found |= {code: replace(found[other], code=code) for code, other in SAME_AS.items()}
    return dict(sorted(found.items()))


DEFECTS: dict[str, Defect] = _all()


def requested_defects(
    requests: Sequence[str], years: Sequence[int], cpr_form: str = "full"
) -> list[tuple[Defect, int]]:
    """Read requests such as ``D02`` (in the last of the years) or ``D02@2024`` into defects and their years.

    Raises ValueError, naming what can be asked for, when a code is unknown or about the machine, a year is not
    delivered, or a defect of lines is asked for in an unbroken file.
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
    if defect.machine is not None:
        message = f"defect {defect.code} ({defect.title}) is one of the machine; show it with 'byomraader defects'"
        raise ValueError(message)
    if not at:
        return defect, max(years)
    if year_text not in {str(year) for year in years}:
        delivered = ", ".join(str(year) for year in years)
        message = f"defect {request!r}: the year must be one of those delivered ({delivered})"
        raise ValueError(message)
    return defect, int(year_text)

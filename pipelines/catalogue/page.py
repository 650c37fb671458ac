"""Write ``docs/defects.md`` from the catalogue: ``python -m pipelines.catalogue.page``."""

from collections.abc import Iterable
from pathlib import Path

from pipelines.store import Project
from pipelines.synthetic.defect_model import Defect
from pipelines.synthetic.defects import DEFECTS

_HEAD = """\
# Defects and their verdicts

What can be wrong with a delivery, and what comes of it. Made from the tables in `pipelines/synthetic/defect_*.py` by
`python -m pipelines.catalogue.page`; do not edit it here. Each can be switched on with
`byomraader synthesise --defect CODE`, and `byomraader defects` shows that all of them end as this page says.

Codes D01 to D28 are defects known in the registers, R01 to R39 bad input of any kind; a letter behind the number tells
variants apart. *Accepted* says in brackets how the defect is noticed; the last column is what to write to the supplier.

| code | register | what it looks like | verdict | reason or notice | to the supplier |
| --- | --- | --- | --- | --- | --- |
"""


def page(defects: Iterable[Defect]) -> str:
    """Return the page as Markdown."""
    return _HEAD + "".join(_line(defect) for defect in defects)


def _line(defect: Defect) -> str:
    cells = (
        defect.code,
        defect.product or defect.register,
        defect.title,
        defect.verdict,
        _notice(defect),
        defect.tell_supplier_da,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _notice(defect: Defect) -> str:
    if defect.reason_code is not None:
        return f"`{defect.reason_code}`"
    if defect.quarantine is not None:
        return f"(set aside as `{defect.quarantine}`)"
    if defect.note is not None:
        return f"(note: {defect.note})"
    return f"({defect.harmless})" if defect.harmless is not None else ""


def main(target: Path | None = None) -> None:
    """Write the page to its place in the documentation."""
    (target or Project().defects_page).write_text(page(DEFECTS.values()), encoding="utf-8")


if __name__ == "__main__":
    main()

"""How a table of defects says that the contents of one file are spoiled, in a line each.

Shared by the families whose defects are in the bytes; how parcels arrive stands in ``defect_arrival``.
"""

from pipelines.synthetic.defect_model import Defect, Spoil, Verdict

CORRECT_ROWS = "Ret de rækker, som karantænelisten peger på (linje og felt), og tag rettelsen med i næste leverance."
CORRECT_FILE = "Ret de rækker, som karantænelisten peger på (linje og felt), og send hele filen igen."


def spoiled(
    code: str,
    target: tuple[str, ...],
    title: str,
    title_da: str,
    spoil: Spoil,
    *,
    reason: str | None = None,
    quarantine: str | None = None,
    note: str | None = None,
    harmless: str | None = None,
    tell: str | None = None,
    added_records: int = 0,
) -> Defect:
    """Return a defect of one file: accepted, or rejected where a reason is given.

    ``target`` is register and layout, with the product between them where the register has several.
    """
    verdict: Verdict = "accepted" if reason is None else "rejected"
    return Defect(
        code=code, title=title, title_da=title_da, register=target[0], layout=target[-1],
        product=target[1] if len(target) > 2 else None, verdict=verdict, spoil=spoil, reason_code=reason,
        quarantine=quarantine, note=note, harmless=harmless, added_records=added_records,
        tell_supplier_da=tell or (CORRECT_ROWS if reason is None else CORRECT_FILE),
    )  # fmt: skip

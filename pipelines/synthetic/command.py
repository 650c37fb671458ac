"""What ``byomraader synthesise`` does: make a city and deliver it.

It prints nothing; how far it has come goes to a callback.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipelines.store import Store
from pipelines.synthetic.city import make_city
from pipelines.synthetic.defects import requested_defects
from pipelines.synthetic.deliver import Progress, deliver
from pipelines.synthetic.writers.cpr import LineForm

SHARE_OF_MAKING = 0.3


def synthesise(
    store: Store,
    *,
    scale: float,
    years: Iterable[int],
    seed: int,
    defects: Sequence[str] = (),
    cpr_form: LineForm = "full",
    realistic_numbers: bool = False,
    truth_folder: Path | None = None,
    progress: Progress | None = None,
    changes: int | None = None,
) -> list[Path]:
    """Make a city of ``scale`` times Copenhagen's size and deliver its registers; return the data files.

    ``progress`` is called with the step and the share done (0 to 1). ``truth_folder`` gets what the files are made
    from. ``changes`` is the count of working days of CPR changes, as ``deliver`` takes it. Raises ValueError for an
    unknown defect or year, before any work is done.
    """
    wanted = sorted(set(years))
    requested_defects(defects, wanted, cpr_form)
    report = progress or _silently
    city = make_city(scale, wanted, seed, realistic_numbers=realistic_numbers, progress=lambda step: report(step, 0.0))
    return deliver(
        city,
        store,
        wanted,
        defects,
        cpr_form,
        lambda step, share: report(step, SHARE_OF_MAKING + (1 - SHARE_OF_MAKING) * share),
        truth_folder,
        changes,
    )


def _silently(step: str, share: float) -> None:
    del step, share

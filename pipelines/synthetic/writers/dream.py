"""Write DREAM: one row per resident with a benefit, one column per week and per month, and the list of its codes.

The columns are named as in DREAM (``y_ÅÅUU``, ``branche_ÅÅÅÅ_MM``). The municipality comes as the number that the
statistics program of the agency holds it as, without its leading zero; a blank week is one without a benefit.
"""

from pathlib import Path

import numpy as np
import polars as pl

from pipelines.synthetic.attributes.benefits import CODES, benefit_weeks, window
from pipelines.synthetic.public_figures import DATA
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.delimited import write_semicolon
from pipelines.synthetic.writers.reference_dates import last_of_december, last_working_day_of_november
from pipelines.synthetic.writers.written import CITY_MUNICIPALITY_CODE, WrittenFile

# Branch of employment (six digits in DREAM) by the ten groups that the city knows.
_BRANCHES = ("011000", "107120", "412000", "471120", "620200", "651200", "682030", "702200", "851000", "932990")


def write_dream(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``DREAM_<year before>.csv`` and ``DREAM_KODER_<year before>.csv``."""
    year = last_of_december(snapshot.year).year
    weeks, codes = folder / f"DREAM_{year}.csv", folder / f"DREAM_KODER_{year}.csv"
    return (
        WrittenFile(weeks, "dream_uger", write_semicolon(_persons(snapshot, year), weeks)),
        WrittenFile(
            codes, "dream_koder", write_semicolon(pl.read_csv(DATA / "dream_codes.csv", infer_schema=False), codes)
        ),
    )


def _persons(snapshot: Snapshot, year: int) -> pl.DataFrame:
    found = benefit_weeks(snapshot.residents, snapshot.year, last_working_day_of_november(snapshot.year))
    persons = snapshot.residents[found.rows]
    texts = pl.Series([code or None for code in CODES], dtype=pl.String)
    by_week = np.asfortranarray(found.weeks)
    weekly = {
        f"y_{monday.isocalendar().year % 100:02d}{monday.isocalendar().week:02d}": texts.gather(
            pl.Series(by_week[:, place])
        )
        for place, monday in enumerate(window(year))
    }
    branch = persons["industry_code"].replace_strict(
        {str(group): code for group, code in enumerate(_BRANCHES, start=1)}, default=None, return_dtype=pl.String
    )
    monthly = {f"branche_{each}_{month:02d}": branch for each in range(year - 2, year + 1) for month in range(1, 13)}
    municipality = pl.repeat(str(int(CITY_MUNICIPALITY_CODE)), persons.height, eager=True)
    return pl.DataFrame({"PERSON_ID": persons["person_number"], "KOMMUNE": municipality, **weekly, **monthly})

"""``byomraader fetch``: from an API to deliveries in landing, one per reference year. Receiving them comes after.

The command line says which register, address and years; this says what comes of it.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from pipelines.registers.agreements import load_agreements
from pipelines.registers.fetching.http import Api, FetchError
from pipelines.registers.fetching.kept_answers import KeptAnswers
from pipelines.registers.fetching.laying import FetchedFile, lay_delivery
from pipelines.registers.fetching.statbank import fetch_table, stale_listings
from pipelines.registers.fetching.statbank_tables import WANTED
from pipelines.registers.fetching.stil import CUBES, KEY_VARIABLE, fetch_cube
from pipelines.store import Store

ADDRESSES = {"stil": "https://api.uddannelsesstatistik.dk", "statbank": "https://api.statbank.dk/v1"}
SCHOOL_YEAR_ENDS = (7, 31)
Say = Callable[[str], None]
Fetched = tuple[int, date, list[FetchedFile]]


def fetch(
    store: Store,
    register: str,
    base_url: str | None,
    years: Sequence[int],
    *,
    offline: bool = False,
    pause_seconds: float = 1.0,
    say: Say = lambda _: None,
) -> list[Path]:
    """Fetch a register for reference years and lay one delivery per year into landing; return the data files.

    Whoever calls holds the lock of the data root (``locking.only_writer``). ``base_url`` None is the public address.
    ``offline`` uses answers that were kept, which only statbank has. Nothing is laid of a year that is not whole.

    Raises:
        FetchError: says what is wrong and what to do; deliveries of years before it stay in landing.
    """
    if register not in ADDRESSES:
        raise FetchError(f"{register} has no API; fetch takes {' or '.join(ADDRESSES)}")
    address = base_url or ADDRESSES[register]
    fetched = _stil if register == "stil" else _statbank
    laid: list[Path] = []
    for year, day, files in fetched(store, address, years, offline, pause_seconds, say):
        paths = lay_delivery(store, load_agreements()[register], day, files)
        say(f"{register} {year}: {len(paths)} files laid" if paths else f"{register} {year}: nothing new")
        laid += paths
    return laid


def _stil(
    store: Store, address: str, years: Sequence[int], offline: bool, pause_seconds: float, say: Say
) -> Iterator[Fetched]:
    del store
    key = os.environ.get(KEY_VARIABLE)
    if offline:
        raise FetchError("the answers of STIL are not kept, so there is nothing to fetch offline")
    if not key:
        raise FetchError(f"set {KEY_VARIABLE} to the key that Uddannelsesstatistik has given you")
    api = Api(address, key=key, pause_seconds=pause_seconds)
    try:
        for year in years:
            files = [fetch_cube(api, cube, year, say) for cube in CUBES]
            yield year, date(year - 1, *SCHOOL_YEAR_ENDS), files
    finally:
        api.close()


def _statbank(
    store: Store, address: str, years: Sequence[int], offline: bool, pause_seconds: float, say: Say
) -> Iterator[Fetched]:
    api = None if offline else Api(address, pause_seconds=pause_seconds)
    answers = KeptAnswers(api, store.http_cache, address, say)
    try:
        if api is not None:
            for line in stale_listings(answers, WANTED):
                say(f"the list of tables is behind; {line}")
        for year in years:
            files = [file for table in WANTED if (file := fetch_table(answers, table, year, say=say))]
            if not files:
                raise FetchError(f"no table has figures for reference year {year}")
            yield year, date(year, 1, 1), files
    finally:
        if api is not None:
            api.close()

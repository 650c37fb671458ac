"""Asking Uddannelsesstatistik (STIL) for the cubes of a school year, page by page.

Source: open API of Uddannelsesstatistik, POST /Api/v1/statistik, described by its Online Tool and OpenAPI document.
The rows are kept as they came. A cell under the limit of discretion has no row; that is for whoever uses them to see.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.registers.fetching.http import Api, FetchError
from pipelines.registers.fetching.laying import FetchedFile

PATH = "Api/v1/statistik"
KEY_VARIABLE = "BYOMRAADER_STIL_KEY"
PAGE_ROWS = 10_000
LARGEST_PAGE_BYTES = 64 << 20
MOST_PAGES = 500
INSTITUTION, MUNICIPALITY, SCHOOL_YEAR = (
    "[Institution].[Institutionsnummer]",
    "[Institution].[Beliggenhedskommunenummer]",
    "[Skoleår].[Skoleår]",
)
CITY = "101"
Row = dict[str, object]
PageProgress = Callable[[str], None]


@dataclass(frozen=True)
class Cube:
    """One cube as it is asked for: subject, measures, and what the rows are broken down by."""

    name: str
    subject: str
    measures: tuple[str, ...]
    by: tuple[str, ...]

    @property
    def layout(self) -> str:
        """Name of the layout that reads the rows."""
        return f"stil_{self.name.lower()}"


CUBES = (
    Cube(
        "KARAGNS",
        "KARA",
        ("Gennemsnit i bundne prøver", "Antal elever med alle bundne prøver"),
        (INSTITUTION, MUNICIPALITY, SCHOOL_YEAR),
    ),
    Cube(
        "KARADM",
        "KARA",
        (
            "Gennemsnit - Dansk bundne prøver",
            "Gennemsnit - Matematik bundne prøver",
            "Andel elever med mindst 2 i dansk og matematik",
        ),
        (INSTITUTION, MUNICIPALITY, SCHOOL_YEAR),
    ),
    Cube(
        "TRIVIND",
        "TRIV",
        ("Indikatorsvar", "Antal Indikatorsvar"),
        (INSTITUTION, MUNICIPALITY, "[Trivselsindikator].[Trivselsindikator]", SCHOOL_YEAR),
    ),
    Cube(
        "OVERSKO",
        "OVER",
        ("Klassekvotient", "Elevtal", "Samlet elevfravær"),
        ("[Institution].[Afdelingsnummer]", MUNICIPALITY, SCHOOL_YEAR),
    ),
)


def fetch_cube(api: Api, cube: Cube, reference_year: int, progress: PageProgress = lambda _: None) -> FetchedFile:
    """Return the rows of a cube for the school year that belongs to a reference year, as one JSON array.

    The first page is asked for again at the end: when it has changed, the cube was published anew meanwhile, and
    everything is read once more.

    Raises:
        FetchError: no answer, an answer that is no page of rows, a page that came twice, rows that overlap, no rows.
    """
    school_year = f"{reference_year - 2}/{reference_year - 1}"
    rows = _all_pages(api, cube, school_year, progress)
    if rows is None:
        progress(f"{cube.name}: the cube changed while it was read; reading it again")
        rows = _all_pages(api, cube, school_year, progress)
    if rows is None:
        raise FetchError(f"{cube.name}: the cube changes while it is read; try again later")
    if not rows:
        raise FetchError(f"{cube.name}: no rows for {school_year}; the figures may not be published yet")
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    name = f"STIL_{cube.name}_{reference_year - 1}.json"
    return FetchedFile(name, cube.layout, f"[\n{lines}\n]\n".encode(), len(rows))


def question(cube: Cube, school_year: str, page: int) -> dict[str, object]:
    """Return the question for one page of a cube, pages counted from 1."""
    return {
        "område": "GS",
        "emne": cube.subject,
        "underemne": cube.name,
        "nøgletal": [*cube.measures],
        "detaljering": [*cube.by],
        "filtre": {SCHOOL_YEAR: [school_year], MUNICIPALITY: [CITY]},
        "indlejret": False,
        "tomme_rækker": False,
        "formattering": "json",
        "side": page,
        "side_størrelse": PAGE_ROWS,
    }


def _all_pages(api: Api, cube: Cube, school_year: str, progress: PageProgress) -> list[Row] | None:
    """Return the rows of all pages; None when the first page is another one at the end than it was."""
    rows: list[Row] = []
    keys: set[tuple[object, ...]] = set()
    first: list[Row] = []
    previous: list[Row] | None = None
    for number in range(1, MOST_PAGES + 1):
        page = _page(api, cube, school_year, number)
        progress(f"{cube.name}: page {number}, {len(rows) + len(page):,} rows")
        if not page:
            again = first if number <= 2 else _page(api, cube, school_year, 1)
            return rows if again == first else None
        if page == previous:
            raise FetchError(f"{cube.name}: page {number} is page {number - 1} again; the paging does not work")
        found = [tuple(row.get(name) for name in cube.by) for row in page]
        if len({*found}) < len(found) or keys & {*found}:
            raise FetchError(f"{cube.name}: page {number} repeats rows; the cube changed or the paging does not work")
        keys |= {*found}
        first, previous = first or page, page
        rows += page
    raise FetchError(f"{cube.name}: more than {MOST_PAGES} pages; the paging does not end")


def _page(api: Api, cube: Cube, school_year: str, number: int) -> list[Row]:
    answer = api.ask(PATH, question(cube, school_year, number), LARGEST_PAGE_BYTES)
    try:
        page = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise FetchError(f"{cube.name}: page {number} is not valid JSON; it was cut, or it is a web page") from None
    if not isinstance(page, list) or not all(isinstance(row, dict) for row in page):
        raise FetchError(f"{cube.name}: page {number} is no list of rows; the API has changed")
    missing = [name for name in cube.by if page and name not in page[0]]
    if missing:
        raise FetchError(f"{cube.name}: rows lack {', '.join(missing)}; the dimension has another name now")
    return page

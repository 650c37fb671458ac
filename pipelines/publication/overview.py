"""The first look at the figures: the five criteria of 2017 per udsat byområde, as a table of text.

Reads the shelf like any analyst; computes nothing that a mart does not hold.
"""

import duckdb

from pipelines.store import Store

_CRITERIA = ("D01", "D02", "D03", "D04", "D05")
_NAME_WIDTH = 28


class NothingPublishedError(Exception):
    """There are no marts on the shelf, or none of the year asked for."""


def overview_lines(store: Store, reference_year: int | None = None) -> list[str]:
    """Return the table of values and comparators, line by line.

    Raises:
        NothingPublishedError: no marts on the shelf, or no figures for that year.
    """
    if not store.marts_link.exists():
        raise NothingPublishedError(f"nothing lies on the shelf {store.shelf}: run `byomraader refresh` first")
    with duckdb.connect(str(store.marts_link.resolve()), read_only=True) as connection:
        years = [
            year for (year,) in connection.execute("select distinct reference_year from mart.indicator_gaps").fetchall()
        ]
        year = reference_year if reference_year is not None else max(years, default=None)
        if year is None or year not in years:
            known = f"years {min(years)}-{max(years)}" if years else "none at all"
            raise NothingPublishedError(f"no figures for {year} on the shelf: it holds {known}")
        rows = connection.execute(
            "select area_name, indicator_code, value, comparator_value, value_status from mart.indicator_gaps"
            " inner join katalog.omraader as area"
            " on area.omraadesaet = area_set and area.omraade_kode = area_code and area.referenceaar = reference_year"
            " where area_set = 'udsat_byomraade' and not area.er_rest and comparator = 'rest_of_city'"
            " and reference_year = ? order by all",
            [year],
        ).fetchall()
        units = dict(connection.execute("select kode, enhed from katalog.indikatorer").fetchall())
    cells: dict[str, dict[str, str]] = {}
    for area, code, value, comparator, status in rows:
        cells.setdefault(area, {})[code] = f"{value:.1f} / {comparator:.1f}" if value is not None else status
    head = f"{f'1 January {year}':{_NAME_WIDTH}}" + "".join(f"{f'{code} {units.get(code)}':>16}" for code in _CRITERIA)
    lines = [
        f"{area:{_NAME_WIDTH}}" + "".join(f"{by_code.get(code, ''):>16}" for code in _CRITERIA)
        for area, by_code in cells.items()
    ]
    foot = "value in the area / value in the rest of the city; synthetic or not, NOT protected against disclosure"
    return [head, "-" * len(head), *lines, "-" * len(head), foot]

"""Which tables of Statistikbanken are asked for, and which of their cells: the benchmarks of the city and the country.

Source: StatBank API, ``tableinfo`` of each table. How a table is asked for is the business of ``statbank``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

TIME = "Tid"
EVERYTHING = "*"
CITY_AND_COUNTRY = ("000", "101")


def first_quarter(year: int) -> tuple[str, ...]:
    """The first quarter of the reference year: its figures are those of 1 January."""
    return (f"{year}K1",)


def same_year(year: int) -> tuple[str, ...]:
    """The reference year itself."""
    return (str(year),)


def year_before(year: int) -> tuple[str, ...]:
    """The year before, whose figures belong to the reference year."""
    return (str(year - 1),)


def quarters_before(year: int) -> tuple[str, ...]:
    """The four quarters of the year before."""
    return tuple(f"{year - 1}K{quarter}" for quarter in (1, 2, 3, 4))


@dataclass(frozen=True)
class WantedTable:
    """A table, where it is, which categories are wanted of each variable, which periods make a reference year.

    ``bank`` is the sub-database, ``form`` the form asked for; ``suppressed`` are the numbers by which the table shows
    what it does not publish.
    """

    code: str
    periods: Callable[[int], tuple[str, ...]]
    categories: Mapping[str, tuple[str, ...]]
    bank: str = ""
    form: str = "CSV"
    suppressed: frozenset[str] = field(default_factory=frozenset)

    @property
    def layout(self) -> str:
        """Name of the layout that reads the cells."""
        return f"statbank_{self.code.lower()}"

    def path(self, function: str) -> str:
        """Path of a function of the API for this table."""
        return f"{self.bank}/{function}" if self.bank else function


WANTED = (
    WantedTable(
        "FOLK1A",
        first_quarter,
        {"OMRÅDE": CITY_AND_COUNTRY, "KØN": ("TOT", "1", "2"), "ALDER": (EVERYTHING,), "CIVILSTAND": ("TOT",)},
    ),
    WantedTable(
        "HFUDD11",
        year_before,
        {
            "BOPOMR": CITY_AND_COUNTRY,
            "HERKOMST": ("TOT",),
            "HFUDD": (EVERYTHING,),
            "ALDER": ("TOT",),
            "KØN": ("TOT",),
        },
    ),
    WantedTable(
        "INDKP101",
        year_before,
        {"OMRÅDE": CITY_AND_COUNTRY, "ENHED": ("101", "116"), "KOEN": ("MOK",), "INDKOMSTTYPE": ("100", "290")},
    ),
    WantedTable(
        "RAS200",
        year_before,
        {"OMRÅDE": CITY_AND_COUNTRY, "BEREGNING": ("EFK", "BFK"), "ALDER": ("1664",), "KØN": ("TOT",)},
    ),
    WantedTable(
        "RAS201",
        year_before,
        {"OMRÅDE": CITY_AND_COUNTRY, "BESKSTATUS": (EVERYTHING,), "ALDER": ("1664",), "KØN": ("TOT",)},
    ),
    WantedTable(
        "BOL101",
        same_year,
        {"OMRÅDE": CITY_AND_COUNTRY, "BEBO": ("1000",), "ANVENDELSE": (EVERYTHING,), "UDLFORH": ("TOT",)},
    ),
    WantedTable(
        "STRAF11",
        quarters_before,
        {"OMRÅDE": CITY_AND_COUNTRY, "OVERTRÆD": (EVERYTHING,)},
        suppressed=frozenset({"0"}),
    ),
    WantedTable(
        "KKBEF1",
        first_quarter,
        {"OMRKK": (EVERYTHING,), "ALDER": ("IALT",), "KØN": ("TOT",)},
        bank="s30",
        form="JSONSTAT",
    ),
)

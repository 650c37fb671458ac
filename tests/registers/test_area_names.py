"""Names of areas, however they are spelled, mean the area that a field can mean, and no other."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.geography.layers import area_slug
from pipelines.registers.reading.area_names import AREA_SETS, area_parts, area_vocabulary
from pipelines.registers.reading.indicator_names import indicator_vocabulary
from pipelines.registers.reading.vocabulary import slug

PLAN = ("udsat_byomraade", "byomraade", "bydel", "lokaludvalg", "kvarter", "kommune")
DISTRICTS = ("trygheds_distrikt", "kommune")


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("Vesterbro-Kongens Enghave", ("bydel", "4")),
        ("Vesterbro/Kgs. Enghave", ("bydel", "4")),
        ("  vesterbro /  KONGENS enghave ", ("bydel", "4")),
        ("Kgs. Enghave", ("lokaludvalg", "2006")),
        ("Brønshøj/Husum", ("bydel", "7")),
        ("Nordvest", ("udsat_byomraade", "nordvest")),
        ("NV", ("udsat_byomraade", "nordvest")),
        ("Amager Ø.", ("bydel", "9")),
        ("A\u030alholm", ("kvarter", "20703")),
        ("1004", ("bydel", "4")),
        ("2012", ("lokaludvalg", "2012")),
        ("hele byen", ("kommune", "0101")),
        ("Alle udsatte byområder", ("udsat_byomraade", "alle")),
        ("Valby lokaludvalg", ("lokaludvalg", "2007")),
        ("Tryghedsdistrikt Valby", ("trygheds_distrikt", "valby")),
        ("Paradisøen", None),
        ("", None),
    ],
)
def test_a_name_means_an_area(name: str, area: tuple[str, str] | None) -> None:
    assert area_vocabulary().find(name) == area


def test_the_sets_of_a_field_decide_between_areas_of_one_name() -> None:
    assert area_vocabulary(DISTRICTS).find("Indre By") == ("trygheds_distrikt", "indre-by")
    assert area_vocabulary(("bydel",)).find("Indre By") == ("bydel", "1")
    assert area_vocabulary(PLAN).find("Nørrebro") == ("byomraade", "noerrebro")
    assert area_vocabulary(("bydel",)).find("Christianshavn") is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Tingbjerg/Husum og Nørrebro; Valby/Sydhavnen", ["tingbjerg-husum", "noerrebro", "valby-sydhavnen"]),
        ("Nørrebro og Valby/Sydhavnen", ["noerrebro", "valby-sydhavnen"]),
        ("Indre Nørrebro/Ydre Nørrebro", ["indre-noerrebro", "ydre-noerrebro"]),
        ("- Sydhavnen\n- Folehaven", ["sydhavnen", "ved-folehaven"]),
        ("Nordvest, nordvest og NV", ["nordvest"] * 2),
        ("Nørrebro og Paradisøen", ["noerrebro", None]),
        ("2 pladser på Nørrebro", [None, "noerrebro"]),
        ("alle udsatte byområder undtagen Tingbjerg", [None]),
        ("", []),
    ],
)
def test_running_text_is_cut_into_names_the_longest_first(text: str, codes: list[str | None]) -> None:
    vocabulary = area_vocabulary(PLAN)

    found = [vocabulary.find(part) for part in vocabulary.split(text)]

    assert [area and area[1] for area in found] == codes


NAMES = ["Tingbjerg/Husum", "Nørrebro", "Valby/Sydhavnen", "Vesterbro-Kongens Enghave", "NV", "Valby"]


@given(st.lists(st.sampled_from(NAMES), unique=True, max_size=6), st.sampled_from(["; ", ", ", " og ", "\n", " / "]))
def test_a_list_of_names_is_found_again_whatever_stands_between_them(names: list[str], sign: str) -> None:
    vocabulary = area_vocabulary(PLAN)

    found = [vocabulary.find(part) for part in vocabulary.split(sign.join(names))]

    assert found == [vocabulary.find(name) for name in names]


@given(st.text(max_size=60))
def test_no_text_is_lost_or_breaks_anything(text: str) -> None:
    parts = area_vocabulary(PLAN).split(text)

    words = {word for part in parts for word in slug(part).split("-")}
    assert {word for word in slug(text).split("-") if len(word) > 9} <= words


@given(st.text(alphabet="abcæøåÆØÅéüöä /-.,&()019", max_size=20))
def test_spelling_is_levelled_as_the_codes_of_areas_are_made(name: str) -> None:
    assert slug(name) == area_slug(name)


def test_every_delomraade_and_byomraade_of_the_layer_has_its_code() -> None:
    from pipelines.synthetic.plan.initiatives import DELOMRAADER

    codes = area_parts(pl.Series(DELOMRAADER), ("udsat_byomraade",), "area_code").to_list()

    assert codes == [area_slug(name) for name in DELOMRAADER]
    assert set(AREA_SETS) == set(area_parts(pl.Series(["Valby", "2006", "Christianshavn"]), AREA_SETS, "area_set")) | {
        "trygheds_distrikt", "udsat_byomraade", "byomraade", "kvarter", "kommune"}  # fmt: skip


def test_indicators_are_known_by_code_and_by_name() -> None:
    vocabulary = indicator_vocabulary()

    parts = vocabulary.split("T03, Unge uden job og uddannelse og Trygge aften og nat")
    found = [vocabulary.find(part) for part in parts]

    assert found == ["T03", "E02", "T02"]

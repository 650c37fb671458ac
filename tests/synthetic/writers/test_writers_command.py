"""The function behind ``byomraader synthesise``: what it asks for, and what it refuses first."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.store import Store
from pipelines.synthetic import command
from pipelines.synthetic.command import synthesise

if TYPE_CHECKING:
    from pipelines.synthetic.city import City


def test_city_is_made_as_asked_and_delivered(city: "City", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def make(
        scale: float, years: list[int], seed: int, *, realistic_numbers: bool, progress: Callable[[str], None]
    ) -> "City":
        asked.append((scale, list(years), seed, realistic_numbers))
        progress("people move in")
        return city

    monkeypatch.setattr(command, "make_city", make)
    steps: list[tuple[str, float]] = []

    arrived = synthesise(
        Store(tmp_path),
        scale=0.1,
        years=[2026, 2025, 2026],
        seed=7,
        defects=["D02@2025"],
        cpr_form="trimmed",
        truth_folder=tmp_path / "truth",
        progress=lambda step, share: steps.append((step, share)),
    )

    assert asked == [(0.1, [2025, 2026], 7, False)]
    assert {"d250102.l901101", "d260102.l901101", "d260107.l901102"} <= {path.name for path in arrived}
    assert (tmp_path / "truth/2025/truth.parquet").exists()
    assert b"  \n" not in (tmp_path / "landing/cpr/d260102.l901101").read_bytes()
    assert steps[0] == ("people move in", 0.0)
    assert [share for _, share in steps] == sorted(share for _, share in steps)


def test_unknown_defect_is_refused_before_a_city_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(*_: object, **__: object) -> None:
        raise AssertionError("a city was made")

    monkeypatch.setattr(command, "make_city", make)

    with pytest.raises(ValueError, match="unknown defect 'D77'"):
        synthesise(Store(tmp_path), scale=1.0, years=[2026], seed=1, defects=["D77"])

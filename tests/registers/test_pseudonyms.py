"""Person keys are stable, keyed and the same by every way; the rules of CPR numbers agree with python-stdnum."""

import hmac
import os
import stat
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import stdnum.dk.cpr
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.registers.keyed_hash import KeyedHash
from pipelines.registers.person_secret import KEY_VARIABLE, PersonKeyError, PersonSecret, load_key
from pipelines.registers.pseudonyms import (
    BAD_DATE,
    BAD_FORM,
    LOST_ZERO,
    NO_NUMBER,
    NO_PERSON,
    NOBODY,
    SOUND,
    PersonKeys,
    birth_dates,
    is_replacement,
    numbers_at,
    numbers_in,
    passes_modulus_11,
)
from pipelines.registers.refusals import RefusedError
from pipelines.store import Store
from tests.registers.samples import OTHER_SECRET, SECRET, number


def expected_key(text: str, domain: bytes = b"byomraader:person:", secret: PersonSecret = SECRET) -> int:
    digest = hmac.digest(secret.value, domain + text.encode(), "sha256")
    return int.from_bytes(digest[:8], "big", signed=True)


def keys_of(texts: list[str | None], secret: PersonSecret = SECRET) -> list[int | None]:
    return PersonKeys(secret).pseudonyms(numbers_in(pl.Series("x", texts, dtype=pl.String))).keys.to_list()


def test_a_key_is_the_start_of_the_hmac_of_the_ten_digits() -> None:
    assert keys_of([number(1), number(2), number(1)]) == [expected_key(number(i)) for i in (1, 2, 1)]


def test_another_secret_gives_other_keys() -> None:
    assert keys_of([number(1)], OTHER_SECRET) != keys_of([number(1)])


def test_nobody_has_no_key() -> None:
    assert keys_of([None, "0000000000"]) == [None, None]


def test_ten_thousands_of_numbers_keep_their_keys_while_the_table_grows() -> None:
    texts = [number(i) for i in range(30_000)]
    keys = PersonKeys(SECRET)

    first = keys.pseudonyms(numbers_in(pl.Series(texts[:100]))).keys
    everything = keys.pseudonyms(numbers_in(pl.Series(texts))).keys

    assert everything.n_unique() == len(texts)
    assert everything[:100].to_list() == first.to_list()
    assert everything[-1] == expected_key(texts[-1])


def test_families_have_keys_of_their_own_domain() -> None:
    keys = PersonKeys(SECRET).families(pl.Series(["123", None, "124", "123"]))

    assert keys.to_list()[:2] == [expected_key("123", b"byomraader:family:"), None]
    assert keys[3] == keys[0] != keys[2]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("6102501234", SOUND),
        ("0101501234", SOUND),
        (None, NO_PERSON),
        ("0000000000", NO_PERSON),
        ("610250123", LOST_ZERO),
        ("+102501234", BAD_FORM),
        ("-102501234", BAD_FORM),
        ("610250AAA4", BAD_FORM),
        ("610250-123", BAD_FORM),
        ("9102501234", BAD_DATE),
        ("6113501234", BAD_DATE),
        ("8902004000", SOUND),  # 29 February 2000: the seventh digit says so
        ("8902000000", BAD_DATE),  # 29 February 1900 never was
        ("8902014000", BAD_DATE),
    ],
)
def test_the_form_and_the_date_of_a_number_are_checked(text: str | None, fault: int) -> None:
    found = PersonKeys(SECRET).pseudonyms(numbers_in(pl.Series("x", [text], dtype=pl.String)))

    assert found.faults.tolist() == [fault]
    assert (found.keys[0] is None) == (fault != SOUND)


@given(st.lists(st.one_of(st.from_regex(r"\A[0-9 A]{10}\Z"), st.just(" " * 10), st.just("0" * 10)), min_size=1))
@settings(max_examples=50)
def test_numbers_read_from_bytes_are_those_read_from_text(texts: list[str]) -> None:
    data = "".join(f"ab{text}c" for text in texts).encode("ascii")
    starts = np.arange(len(texts), dtype=np.int64) * 13 + 2

    from_bytes = numbers_at(data, starts, starts + 10)

    as_text = pl.Series([None if not text.strip() else text for text in texts], dtype=pl.String)
    assert from_bytes.to_list() == numbers_in(as_text).to_list()


def test_a_number_that_its_line_cuts_short_is_none_and_one_behind_the_line_is_nobodys() -> None:
    data = b"6102501234"
    starts = np.zeros(3, dtype=np.int64)

    found = numbers_at(data, starts, np.array([10, 7, 0], dtype=np.int64))

    assert found.to_list() == [6102501234, NO_NUMBER, NOBODY]


@given(st.integers(min_value=101 * 10**6, max_value=3112 * 10**6 + 999_999))
@settings(max_examples=300)
def test_dates_and_centuries_agree_with_python_stdnum(value: int) -> None:
    text = f"{value:010d}"
    try:
        expected: date | None = stdnum.dk.cpr.get_birth_date(text)
    except stdnum.exceptions.ValidationError:
        expected = None

    found = birth_dates(np.array([value]))[0]

    if expected is not None and expected > date.today():  # python-stdnum refuses those, an old file may hold none
        return
    assert (None if np.isnat(found) else found.astype(date)) == expected


def test_sixty_days_added_do_not_change_the_date() -> None:
    real, replaced = np.array([102501234]), np.array([6102501234])

    assert birth_dates(real) == birth_dates(replaced)
    assert is_replacement(replaced).all()
    assert not is_replacement(real).any()


def test_modulus_11_agrees_with_its_weights() -> None:
    values = [101501234 + i for i in range(200)]
    weights = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)

    expected = [sum(w * int(d) for w, d in zip(weights, f"{v:010d}", strict=True)) % 11 == 0 for v in values]

    assert passes_modulus_11(np.array(values)).tolist() == expected
    assert any(expected)


def test_two_numbers_on_one_key_refuse_the_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeyedHash, "keys", lambda _, messages: np.zeros(len(messages), dtype=np.int64))
    keys = PersonKeys(SECRET)
    keys.pseudonyms(numbers_in(pl.Series([number(1), number(2)])))

    with pytest.raises(RefusedError) as refusal:
        keys.check_collisions("file")

    assert refusal.value.finding.reason_code == "person_key_collision"


def test_the_key_file_is_made_once_and_only_for_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    store = Store(tmp_path)

    first, second = load_key(store), load_key(store)

    assert first == second
    assert stat.S_IMODE(store.person_key_file.stat().st_mode) == 0o600
    assert len(first.value) == 32


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    store = Store(tmp_path)
    load_key(store)
    store.person_key_file.chmod(0o644)

    with pytest.raises(PersonKeyError, match="chmod 600"):
        load_key(store)


@pytest.mark.parametrize("text", ["00" * 32, "ab" * 32, "deadbeef" * 8, "5ca1" * 4, "", "not hexadecimal", "0123" * 16])
def test_a_weak_key_is_refused(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, text)

    with pytest.raises(PersonKeyError):
        load_key(Store(tmp_path))


def test_a_key_never_shows_itself() -> None:
    secret = PersonSecret(os.urandom(32))

    assert secret.value.hex() not in f"{secret!r} {secret} {secret.fingerprint}"
    assert secret.fingerprint != SECRET.fingerprint

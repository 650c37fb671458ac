"""From rows of present and former addresses to where each person lived when: spells that never overlap.

How rows that contradict each other are read:

- annulled rows (ANNKOR A) never were; a corrected row (K) stands in place of the row that begins or ends with it;
- a row that ends on the day it begins is no stay;
- a row without a beginning begins where the one before it ended; the first of a person at birth, or before all time;
- a row without an end ends where the next begins; one without both dates says nothing;
- a former address that begins no earlier than the present one is out of order and says nothing;
- where rows overlap, the later move cuts the earlier one short; of two that begin on one day the present address
  stands, then the corrected one, then the one that lasted longer;
- only residents have a present address: of others it counts until the day that ended their residence, if known;
- death, departure and disappearance end what is open, at the date of the status; absence from a newer status extract
  ends it at the day of that extract.
"""

from datetime import date

import polars as pl

ANNULLED, CORRECTED = "A", "K"
EVER, NEVER = date(1800, 1, 1), date(9999, 12, 31)
# Days since 1970 made positive, and more than there are until the end of time.
_BEFORE_ALL_DAYS, _DAYS = 1 << 20, 1 << 23
DEAD, EMIGRATED, DISAPPEARED = "90", "80", "70"
_RESIDENT = ("01", "03", "05", "07")
_CLOSING = {DEAD: "died", EMIGRATED: "emigrated", DISAPPEARED: "disappeared"}
_ORDER = ("person_key", "from_date", "is_current", "is_correction", "to_date", "place")


def spells(rows: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Return one row per spell, ordered by person and date; rows and persons may come in any order.

    Args:
        rows: person_key, moved_in_date, moved_out_date, correction_code, is_current, is_here, place.
        persons: person_key, status_code, status_from_date, birth_date, gone_date; one row each.

    Returns:
        person_key, from_date, to_date (half-open; ``EVER`` and ``NEVER`` where unknown or not ended), place, is_here,
        begins_code and ends_code.
    """
    dated = _dated(_standing(rows), persons)
    cut = (
        dated.sort(_ORDER)
        .with_columns(_following("from_date").alias("next_from"))
        .with_columns(to_date=pl.min_horizontal("to_date", "next_from"))
        .filter(pl.col("from_date") < pl.col("to_date"))
    )
    return _with_codes(cut)


def _standing(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that were not annulled, corrected by another or over before they began."""
    rows = rows.filter(
        (pl.col("correction_code") != ANNULLED).fill_null(True),
        (pl.col("moved_in_date") < pl.col("moved_out_date")).fill_null(True),
        pl.any_horizontal(pl.col("moved_in_date", "moved_out_date").is_not_null(), "is_current"),
    ).with_columns(is_correction=(pl.col("correction_code") == CORRECTED).fill_null(False))
    corrections = rows.filter("is_correction").select("person_key", "moved_in_date", "moved_out_date")
    plain = rows.filter(~pl.col("is_correction"), ~pl.col("is_current"))
    for side in ("moved_in_date", "moved_out_date"):
        corrected = corrections.select("person_key", side).drop_nulls()
        plain = plain.join(corrected, on=["person_key", side], how="anti")
    return pl.concat([rows.filter(pl.col("is_correction") | pl.col("is_current")), plain])


def _dated(rows: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Return rows with both dates, none beyond the end of the person's story, none after the present address."""
    is_closing = pl.col("status_code").is_in(list(_CLOSING))
    known = persons.select(
        "person_key",
        "birth_date",
        "status_from_date",
        is_resident=pl.col("status_code").is_in(_RESIDENT),
        closing_code=pl.col("status_code").replace_strict(_CLOSING, default="left_unknown", return_dtype=pl.String),
        end_of_story=pl.min_horizontal(pl.when(is_closing).then("status_from_date"), "gone_date"),
    )
    first_sign = pl.coalesce("moved_in_date", "moved_out_date", pl.lit(NEVER, pl.Date))
    counting = rows.join(known, on="person_key").filter(
        ~pl.col("is_current") | pl.col("is_resident") | pl.col("end_of_story").is_not_null()
    )
    ordered = counting.sort(
        "person_key", first_sign, pl.col("moved_in_date").is_not_null(), "is_current", "moved_out_date", "place"
    )
    since = pl.when("is_current").then("status_from_date")
    dated = ordered.with_columns(
        from_date=pl.coalesce("moved_in_date", _latest_end_before(), since, "birth_date", pl.lit(EVER, pl.Date)),
        to_date=pl.min_horizontal(
            pl.coalesce("moved_out_date", pl.lit(NEVER, pl.Date)), pl.col("end_of_story").fill_null(NEVER)
        ),
    )
    present = dated.filter("is_current").group_by("person_key").agg(present_from=pl.col("from_date").max())
    return dated.join(present, on="person_key", how="left").filter(
        (pl.col("from_date") < pl.col("present_from")).fill_null(True) | pl.col("is_current")
    )


def _with_codes(cut: pl.DataFrame) -> pl.DataFrame:
    """Add how each spell began and ended, as far as the person's other spells and status tell."""
    is_after_one = _preceding("to_date") == pl.col("from_date")
    is_before_one = _following("from_date") == pl.col("to_date")
    is_last = _following("from_date").is_null()
    moved_to = pl.when(_following("is_here")).then(pl.lit("moved_within")).otherwise(pl.lit("moved_out"))
    moved_from = pl.when(_preceding("is_here")).then(pl.lit("moved_within")).otherwise(pl.lit("moved_in"))
    return cut.select(
        "person_key",
        "from_date",
        "to_date",
        "place",
        "is_here",
        begins_code=pl.when(is_after_one)
        .then(moved_from)
        .when(pl.col("from_date") <= pl.col("birth_date"), _preceding("to_date").is_null())
        .then(pl.lit("born"))
        .otherwise(pl.lit("immigrated")),
        ends_code=pl.when(is_before_one)
        .then(moved_to)
        .when(is_last)
        .then("closing_code")
        .otherwise(pl.lit("left_unknown")),
    )


def _latest_end_before() -> pl.Expr:
    """Return the latest end among the person's earlier rows, null where none is known; rows are ordered by person.

    Number of the person and day in one integer: the running maximum then begins anew with every person, without the
    cost of a window for each.
    """
    number = (pl.col("person_key") != pl.col("person_key").shift(1)).fill_null(True).cum_sum().cast(pl.Int64)
    day = pl.col("moved_out_date").to_physical().cast(pl.Int64) + _BEFORE_ALL_DAYS
    latest = (number * _DAYS + day.fill_null(0)).cum_max().shift(1)
    is_known = (latest // _DAYS == number) & (latest % _DAYS > 0)
    return pl.when(is_known).then((latest % _DAYS - _BEFORE_ALL_DAYS).cast(pl.Int32).cast(pl.Date))


def _following(column: str) -> pl.Expr:
    """Return a value of the person's next row, null in the last; rows are ordered by person."""
    return pl.when(pl.col("person_key").shift(-1) == pl.col("person_key")).then(pl.col(column).shift(-1))


def _preceding(column: str) -> pl.Expr:
    return pl.when(pl.col("person_key").shift(1) == pl.col("person_key")).then(pl.col(column).shift(1))

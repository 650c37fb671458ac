"""Measure the full-size city against plain limits, in the same run: ``make bench``.

Settings: BENCH_SCALE (1), BENCH_YEARS (2026:2026), BENCH_HOME (a folder to keep; a temporary one otherwise).
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from pipelines.store import HOME_VARIABLE, Store
from tests.benchmarks.dream import shares_of_benefits
from tests.benchmarks.measuring import Measured, byomraader, measured, python, say


def main() -> None:
    """Measure making, reading, building and refreshing, and print a table for each."""
    scale, years = os.environ.get("BENCH_SCALE", "1"), os.environ.get("BENCH_YEARS", "2026:2026")
    kept = os.environ.get("BENCH_HOME")
    folder = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="byomraader-bench-"))
    print(f"scale {scale}, reference years {years}, {os.cpu_count()} cores; peak memory is of the largest process")
    try:
        store = Store(folder / "data")
        environment = {
            HOME_VARIABLE: str(store.root),
            "BYOMRAADER_PERSON_KEY": hashlib.sha256(b"the key of the benchmarks").hexdigest(),
        }
        print("\nmaking the city")
        made = measured(byomraader("synthesise", "--scale", scale, "--years", years), environment)
        say("synthesise", made, _size_mb(store.landing))
        reading(store, environment, folder)
        shares_of_benefits(folder)
        refreshing(store, environment, folder)
        print("\nchanges of a day from CPR, from the inbox to the vault in a warm process", flush=True)
        subprocess.run(python("tests.benchmarks.delta"), check=True)
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def reading(store: Store, environment: dict[str, str], folder: Path) -> None:
    """Reading one CPR status extract to typed Parquet, against wc and raw parses; median of three."""
    extract = max(store.inbox("cpr").glob("*.l901101"))
    size_mb = extract.stat().st_size / 1e6
    out = folder / "read"
    print(
        f"\nreading one CPR status extract, {size_mb:,.0f} MB (whole process, median of 3; x is against the raw parse)"
    )
    say("wc -l", measured(["wc", "-l", str(extract)], runs=3), size_mb)
    raw = measured(python("tests.benchmarks.raw_parse", "polars", str(extract), str(out / "polars")), runs=3)
    say("raw parse, polars (nothing checked, no keys)", raw, size_mb, raw)
    duck = measured(python("tests.benchmarks.raw_parse", "duckdb", str(extract), str(out / "duckdb")), runs=3)
    say("raw parse, DuckDB (nothing checked, no keys)", duck, size_mb, raw)
    ours = byomraader("read", str(extract), "--layout", "cpr_p12170", "--out", str(out / "ours"))
    say("byomraader read (checked, typed, pseudonymised)", measured(ours, environment, runs=3), size_mb, raw)


def refreshing(store: Store, environment: dict[str, str], folder: Path) -> None:
    """The whole refresh against its parts, dbt against a script by hand, rules by SQL against pandas."""
    parts_root = folder / "parts"
    shutil.copytree(store.landing, parts_root / "landing", copy_function=os.link)
    apart = {**environment, HOME_VARIABLE: str(parts_root)}
    print("\nthe parts of a refresh, each a process of its own")
    parts = {}
    for name in ("receive", "place", "rules", "dbt", "publish"):
        parts[name] = measured(python("tests.benchmarks.parts", name), apart)
        say(name, parts[name])
    print("\nthe marts (x is against the script by hand)")
    by_hand = measured(python("tests.benchmarks.by_hand"), apart, runs=3)
    start = measured(python("tests.benchmarks.parts", "dbt_start"), apart)
    say("one DuckDB script by hand", by_hand, against=by_hand)
    say("dbt, building nothing", start)
    say("dbt build", parts["dbt"], against=by_hand)
    beyond = Measured(max(parts["dbt"].seconds - start.seconds, 0.0), parts["dbt"].peak_mb)
    say("dbt build beyond its start", beyond, against=by_hand)
    print("\nthe rules on the persons of CPR, import included")
    say("Great Expectations, evaluating nothing", measured(python("tests.benchmarks.parts", "rules_start"), apart))
    say("Great Expectations by SQL", measured(python("tests.benchmarks.parts", "rules_by_sql"), apart))
    say("Great Expectations by pandas", measured(python("tests.benchmarks.parts", "rules_by_pandas"), apart))
    print("\nthe whole refresh")
    whole = measured(byomraader("refresh"), environment)
    total = Measured(sum(part.seconds for part in parts.values()), max(part.peak_mb for part in parts.values()))
    say("byomraader refresh", whole, against=total)
    say("sum of its parts", total)
    say("byomraader refresh, nothing to do", measured(byomraader("refresh"), environment, runs=3))


def _size_mb(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


if __name__ == "__main__":
    main()

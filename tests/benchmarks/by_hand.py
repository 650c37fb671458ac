"""The same marts by one hand-written DuckDB script: ``python -m tests.benchmarks.by_hand``."""

from pathlib import Path

import duckdb

from pipelines.store import Project, Store

SCRIPT = Path(__file__).with_name("marts_by_hand.sql")


def main() -> None:
    """Run the script over the vault of the data root, into a file of its own."""
    store = Store.from_environment()
    file = store.staging / "by_hand.duckdb"
    file.unlink(missing_ok=True)
    text = SCRIPT.read_text(encoding="utf-8")
    text = text.replace("{vault}", str(store.vault_current)).replace("{seeds}", str(Project().seeds))
    with duckdb.connect(str(file)) as connection:
        connection.execute("set memory_limit = '6GB'; set preserve_insertion_order = false")
        connection.execute(text)


if __name__ == "__main__":
    main()

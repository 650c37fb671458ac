"""Where everything lies: the five zones of data and the files of the project, from one root each.

This is the only module that joins paths. It reads and writes no data and knows no register.
"""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
HOME_VARIABLE = "BYOMRAADER_HOME"


@dataclass(frozen=True)
class Store:
    """Every path under one data root (``BYOMRAADER_HOME``, by default ``./data``)."""

    root: Path

    @classmethod
    def from_environment(cls) -> "Store":
        """Return the store that the environment names, or ``data`` in the current folder."""
        return cls(Path(os.environ.get(HOME_VARIABLE, "data")).expanduser().resolve())

    # landing: untouched arrivals -------------------------------------------------------------------------------

    @property
    def landing(self) -> Path:
        """Folder that suppliers deliver to, one folder per register below it."""
        return self.root / "landing"

    def inbox(self, register: str) -> Path:
        """Folder of arrivals of one register: data files, each with its ``.metadata`` sidecar."""
        return self.landing / register

    def refused(self, register: str, delivery_key: str) -> Path:
        """Folder that a rejected delivery is moved to, with its verdict beside it."""
        return self.landing / "rejected" / register / delivery_key

    # archive: accepted originals -------------------------------------------------------------------------------

    @property
    def archive(self) -> Path:
        """Folder of accepted originals, byte for byte."""
        return self.root / "archive"

    def archived(self, register: str, period: str, delivery_key: str) -> Path:
        """Folder of one accepted delivery."""
        return self.archive / register / period / delivery_key

    def restricted(self, register: str, period: str, delivery_key: str, table: str) -> Path:
        """File of what one table of a delivery holds that never leaves the archive: parts of persons' addresses."""
        return self.archived(register, period, delivery_key) / "restricted" / f"{table}.parquet"

    def approval(self, delivery_key: str) -> Path:
        """Mark that somebody has looked at the figures of a held delivery and lets it pass."""
        return self.archive / "approvals" / delivery_key

    @property
    def ledger(self) -> Path:
        """Append-only record of every verdict given to a delivery, one JSON object per line."""
        return self.archive / "ledger.jsonl"

    # vault: typed, pseudonymised Parquet -----------------------------------------------------------------------

    @property
    def vault(self) -> Path:
        """Folder of typed, pseudonymised tables."""
        return self.root / "vault"

    def vault_table(self, register: str, table: str) -> Path:
        """Folder of one table: ``<period>/<delivery key>.parquet`` below it, quarantine beside."""
        return self.vault / register / table

    def vault_file(self, register: str, table: str, period: str, delivery_key: str) -> Path:
        """File of one period of a table as one delivery gave it."""
        return self.vault_table(register, table) / period / f"{delivery_key}.parquet"

    def vault_quarantine(self, register: str, table: str, period: str, delivery_key: str) -> Path:
        """File of the rows set aside from that table: where and why, never what."""
        return self.vault_table(register, table) / period / f"{delivery_key}.quarantine.parquet"

    @property
    def vault_current(self) -> Path:
        """Folder of links to the version in force: ``<register>__<table>/<period>.parquet``; what dbt reads."""
        return self.vault / "current"

    def current_link(self, register: str, table: str, period: str) -> Path:
        """Link to the version of a period in force."""
        return self.vault_current / f"{register}__{table}" / f"{period}.parquet"

    # reports: what can be sent to suppliers --------------------------------------------------------------------

    @property
    def reports(self) -> Path:
        """Folder of the reports on deliveries, by register and period."""
        return self.root / "reports"

    def delivery_report(self, register: str, period: str | None, delivery_key: str, suffix: str) -> Path:
        """Report on one delivery, as ``.md`` or ``.json``; without a period where the delivery does not say it."""
        return self.reports / register / (period or "unknown") / f"{delivery_key}{suffix}"

    # workshop: the private build -------------------------------------------------------------------------------

    @property
    def workshop(self) -> Path:
        """Folder of the private build; nobody but dbt and the publisher opens what is in it."""
        return self.root / "workshop"

    @property
    def build_database(self) -> Path:
        """DuckDB file that dbt builds into."""
        return self.workshop / "build.duckdb"

    @property
    def evidence(self) -> Path:
        """Outcome of every rule in the latest refresh."""
        return self.workshop / "evidence.parquet"

    @property
    def dbt_target(self) -> Path:
        """Folder of dbt's artefacts: with the data, because they name its paths."""
        return self.workshop / "target"

    @property
    def dbt_run(self) -> Path:
        """Folder of the artefacts of the latest build; the evidence is read from it."""
        return self.dbt_target / "run"

    @property
    def findings(self) -> Path:
        """Latest finding of every rule on what came in; a finding holds until its delivery or its rule changes."""
        return self.workshop / "findings.parquet"

    @property
    def refresh_state(self) -> Path:
        """What the latest complete refresh was made from; a refresh with the same inputs has nothing to do."""
        return self.workshop / "refresh.json"

    @property
    def spill(self) -> Path:
        """Folder for what DuckDB cannot hold in memory."""
        return self.workshop / "spill"

    # shelf: what others may read -------------------------------------------------------------------------------

    @property
    def shelf(self) -> Path:
        """Folder that analysts and dashboards read."""
        return self.root / "shelf"

    @property
    def marts_link(self) -> Path:
        """The stable name of the published marts: a link that is swapped by one rename."""
        return self.shelf / "marts.duckdb"

    def marts_version(self, refresh_key: str) -> Path:
        """The file that one refresh published."""
        return self.shelf / "versions" / f"marts_{refresh_key}.duckdb"

    # editions and the rest -------------------------------------------------------------------------------------

    @property
    def editions(self) -> Path:
        """Folder of frozen editions."""
        return self.root / "editions"

    @property
    def http_cache(self) -> Path:
        """Folder of what public APIs have answered; it can be thrown away and is asked for again."""
        return self.root / "http_cache"

    @property
    def staging(self) -> Path:
        """Folder for whatever is being made; each thing is moved from here in one rename when complete."""
        return self.root / "staging"

    @property
    def person_key_file(self) -> Path:
        """The secret behind the person keys (mode 0600), when the environment gives none."""
        return self.root / "secrets" / "person_key"

    @property
    def dagster_home(self) -> Path:
        """The Dagster instance of this root."""
        return self.root / "dagster"

    @property
    def lock(self) -> Path:
        """Lock that one refresh at a time holds."""
        return self.root / "refresh.lock"


@dataclass(frozen=True)
class Project:
    """The files of the project that are read at run time."""

    root: Path = PROJECT_ROOT

    @property
    def dbt_project(self) -> Path:
        """The dbt project."""
        return self.root / "dbt_project"

    @property
    def generated_models(self) -> Path:
        """SQL made from the files of the indicators; not kept in version control."""
        return self.dbt_project / "generated"

    @property
    def seeds(self) -> Path:
        """Policy as data."""
        return self.dbt_project / "seeds"

    @property
    def indicator_models(self) -> Path:
        """One SQL file per indicator, by theme."""
        return self.dbt_project / "models" / "indicators"

    @property
    def expectations(self) -> Path:
        """Rules as sentences, one file per register."""
        return self.root / "expectations"

    @property
    def required_rules(self) -> Path:
        """The rules that an edition cannot be frozen without."""
        return self.expectations / "required_rules.yml"

    @property
    def defects_page(self) -> Path:
        """The catalogue of defects as a page; made from the tables."""
        return self.root / "docs" / "defects.md"

    @property
    def dagster_yaml(self) -> Path:
        """Settings of the Dagster instance."""
        return self.root / "dagster.yaml"

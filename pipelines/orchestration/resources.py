"""What assets need from outside: the data root, and the right to be the only one writing to it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from pipelines.locking import only_writer
from pipelines.store import HOME_VARIABLE, Store


class DataRoot(dg.ConfigurableResource):
    """The data root; empty means what the environment names."""

    root: str = ""

    def store(self) -> Store:
        """Return the store of this root."""
        return Store(Path(self.root)) if self.root else Store.from_environment()


class Writer(dg.ConfigurableResource):
    """The right to write: taken before the first step of a run and given back after the last."""

    data_root: dg.ResourceDependency[DataRoot]

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Writer"]:
        """Hold the lock while the run executes."""
        del context
        with only_writer(self.data_root.store()):
            yield self


def use_environment(store: Store) -> None:
    """Name the data root in the environment, where dbt and every child process look for it."""
    os.environ[HOME_VARIABLE] = str(store.root)

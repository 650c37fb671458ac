"""Answers of an API kept on disk: what has not been updated since is not asked for again, and serves without a network.

Nothing personal is kept here: these are published figures. A kept answer is found by its question and by the time the
table was updated.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from pipelines.registers.fetching.http import Api, FetchError

Say = Callable[[str], None]


class KeptAnswers:
    """An API and the folder of what it has answered; ``api`` None asks nobody."""

    def __init__(self, api: Api | None, folder: Path, address: str, say: Say = lambda _: None) -> None:
        self._api, self._folder, self._address, self._say = api, folder, address.rstrip("/"), say

    def get(self, path: str, question: Mapping[str, object], updated: str, largest_bytes: int) -> bytes:
        """Return the answer to a question about a table as of ``updated``, kept or asked for now.

        Raises:
            FetchError: it was not kept and cannot be asked for.
        """
        file = self._file(path, question, updated)
        if file.exists():
            return file.read_bytes()
        return self._asked(path, question, file, largest_bytes)

    def fresh(self, path: str, question: Mapping[str, object], largest_bytes: int) -> bytes:
        """Return the answer of now; the kept one when there is no answer.

        Raises:
            FetchError: no answer, and none was kept.
        """
        file = self._file(path, question, "")
        try:
            return self._asked(path, question, file, largest_bytes)
        except FetchError:
            if not file.exists():
                raise
            self._say(f"{path}: no answer; the one kept in {self._folder.name} is used")
            return file.read_bytes()

    def _asked(self, path: str, question: Mapping[str, object], file: Path, largest_bytes: int) -> bytes:
        if self._api is None:
            raise FetchError(f"{path}: not kept from an earlier fetch, and --offline asks nobody")
        body = self._api.ask(path, question, largest_bytes).body
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.new")
        fresh.write_bytes(body)
        fresh.replace(file)
        return body

    def _file(self, path: str, question: Mapping[str, object], updated: str) -> Path:
        asked = json.dumps([self._address, path, question, updated], sort_keys=True, ensure_ascii=False)
        return self._folder / hashlib.sha256(asked.encode("utf-8")).hexdigest()

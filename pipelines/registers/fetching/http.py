"""Asking an API over HTTP: retries, time limits, size limits, and errors that never quote an answer or a key.

What is asked and what an answer must look like is the business of the clients (``stil``, ``statbank``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

CONNECT_SECONDS, READ_SECONDS = 10, 120
ATTEMPTS = 5
# Statuses that pass by themselves: too many requests, and what a server or a gateway in front of it says under load.
PASSING_STATUSES = (429, 500, 502, 503, 504)
LONGEST_PAUSE_SECONDS = 60
BLOCK_BYTES = 1 << 16
LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


class FetchError(Exception):
    """An API that cannot be reached, refuses, or answers otherwise than documented; says what to do about it."""


class BearerKey(requests.auth.AuthBase):
    """The key of an API as a header; it does not appear when shown, and no .netrc takes its place."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the key on a request."""
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request

    def __repr__(self) -> str:
        """Nothing of the key."""
        return "BearerKey(...)"


@dataclass(frozen=True)
class Answer:
    """The bytes of an answer, whole."""

    body: bytes
    content_type: str


class Api:
    """One API under one address. Questions may be repeated: nothing that is asked here changes anything there."""

    def __init__(self, base_url: str, *, key: str | None = None, pause_seconds: float = 1.0) -> None:
        """Take an address; ``pause_seconds`` is what the growing pauses between attempts begin with.

        Raises:
            FetchError: the address is not one of HTTPS, or of this machine.
        """
        parts = urlsplit(base_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS):
            raise FetchError("the address must begin with https://: keys and figures are not sent in the open")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise FetchError("the address must name a host and a path only; keys come from the environment")
        self._base = base_url.rstrip("/")
        self._session = requests.Session()
        self._session.auth = BearerKey(key) if key else _NoKey()
        retry = Retry(
            total=ATTEMPTS,
            backoff_factor=pause_seconds,
            backoff_max=LONGEST_PAUSE_SECONDS,
            retry_after_max=LONGEST_PAUSE_SECONDS,
            status_forcelist=PASSING_STATUSES,
            allowed_methods=None,
            raise_on_status=False,
        )
        self._session.mount(f"{parts.scheme}://", HTTPAdapter(max_retries=retry))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def ask(self, path: str, question: Mapping[str, object], largest_bytes: int) -> Answer:
        """Post a question and return the whole answer.

        Raises:
            FetchError: no answer after several attempts, a refusal, an answer that is cut or larger than expected.
        """
        for attempt in range(ATTEMPTS):
            try:
                return self._asked(path, question, largest_bytes)
            except requests.exceptions.ChunkedEncodingError:
                if attempt == ATTEMPTS - 1:
                    raise FetchError(f"{path}: the answer was cut every time; try again later") from None
            except requests.exceptions.RequestException as error:
                raise FetchError(f"{path}: no answer ({type(error).__name__}); check address and network") from None
        raise AssertionError("the last attempt returns or raises")

    def _asked(self, path: str, question: Mapping[str, object], largest_bytes: int) -> Answer:
        with self._session.post(
            f"{self._base}/{path}",
            json=question,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            stream=True,
            # A key follows no one to another place.
            allow_redirects=False,
        ) as response:
            _check_status(response.status_code, path)
            body = bytearray()
            for block in response.iter_content(BLOCK_BYTES):
                body += block
                if len(body) > largest_bytes:
                    raise FetchError(
                        f"{path}: the answer is larger than {largest_bytes >> 20} MB; ask for less at once"
                    )
            return Answer(bytes(body), response.headers.get("Content-Type", ""))


class _NoKey(requests.auth.AuthBase):
    """No key, and none from .netrc either."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Leave a request as it is."""
        return request


def _check_status(status: int, path: str) -> None:
    if status in (401, 403):
        raise FetchError(f"{path}: the key was refused (HTTP {status}); ask the supplier for a valid one")
    if status == 404:
        raise FetchError(f"{path}: there is no such address or table (HTTP 404); check --url")
    if status in PASSING_STATUSES:
        raise FetchError(f"{path}: still HTTP {status} after {ATTEMPTS} further attempts; try again later")
    if status != 200:
        raise FetchError(f"{path}: the question was not accepted (HTTP {status})")

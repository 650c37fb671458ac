"""Keyed hashes of 64 bits: what person keys and dwelling keys are made of.

Each kind of key has a domain of its own, so that no key of one kind says anything about one of another.
"""

import hmac

import numpy as np
from numpy.typing import NDArray


class KeyedHash:
    """HMAC-SHA256 with key and domain hashed once and copied for each message."""

    def __init__(self, key: bytes, domain: bytes) -> None:
        self._begun = hmac.new(key, domain, "sha256")

    def _digest(self, message: bytes) -> bytes:
        begun = self._begun.copy()
        begun.update(message)
        return begun.digest()

    def keys(self, messages: list[bytes]) -> NDArray[np.int64]:
        """Return the first eight bytes of every digest, big endian, signed."""
        digests = np.frombuffer(b"".join(map(self._digest, messages)), dtype=">i8")
        return digests[::4].astype(np.int64)

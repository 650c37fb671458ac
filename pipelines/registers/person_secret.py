"""The secret behind the person keys: where it comes from, what is refused, how it is named without being shown.

The secret is 256 bits or more, from the environment or from a file of mode 0600 that is made on the first run. It is
never logged; its fingerprint may be.
"""

import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.store import Store

KEY_VARIABLE = "BYOMRAADER_PERSON_KEY"
KEY_BYTES = 32
# A key with fewer different bytes is a pattern somebody typed: random ones have some thirty.
LEAST_DIFFERENT_BYTES = 8


class PersonKeyError(ValueError):
    """A secret that cannot protect anybody, or that others can read."""


@dataclass(frozen=True)
class PersonSecret:
    """The secret behind the person keys; it does not appear when shown."""

    value: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a secret that is short, typed or all alike."""
        if len(self.value) < KEY_BYTES:
            raise PersonKeyError(f"the person key has {8 * len(self.value)} bits; it needs {8 * KEY_BYTES} random bits")
        if len(set(self.value)) < LEAST_DIFFERENT_BYTES or self.value in (bytes(range(KEY_BYTES)),):
            raise PersonKeyError("the person key is a pattern, not random bytes; make one with `openssl rand -hex 32`")

    @property
    def fingerprint(self) -> str:
        """Name of the secret that may be shown: an HMAC of a constant."""
        return hmac.digest(self.value, b"byomraader:fingerprint", "sha256").hex()[:16]


def load_key(store: Store) -> PersonSecret:
    """Return the secret from ``BYOMRAADER_PERSON_KEY`` (hexadecimal) or the key file, which is made when missing.

    Raises:
        PersonKeyError: the secret is short, a pattern or not hexadecimal, or others may read its file.
    """
    text = os.environ.get(KEY_VARIABLE)
    if text is None:
        text = _read_or_make(store.person_key_file)
    try:
        return PersonSecret(bytes.fromhex(text.strip()))
    except PersonKeyError:
        raise
    except ValueError:
        raise PersonKeyError(f"the person key ({KEY_VARIABLE} or key file) is not hexadecimal") from None


def _read_or_make(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    if not path.exists():
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # fails when another process was first: then its key is the one
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    if path.stat().st_mode & 0o077:
        raise PersonKeyError(f"others may read the person key file; run `chmod 600 {path}`")
    return path.read_text(encoding="ascii")

"""The keyed hash that ties each seal to the one before it.

The keys come from the environment (DINGFEN_TRAIL_KEYS) and never reach the database: whoever has the database alone
can break the chain, which the verifier tells, but cannot forge it. Several keys may be set; the first seals and all
verify, so that a key can be changed. A seal names its key by an id that gives nothing of the key away.
"""

import datetime as dt
import hashlib
import hmac
import struct
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

# What stands before the first seal.
GENESIS = bytes(32)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_LAYOUT = struct.Struct(">qqqq")


class UnknownKeyError(LookupError):
    """A seal or a signature was made with a key that DINGFEN_TRAIL_KEYS does not hold."""


@lru_cache(maxsize=8)
def _ring(keys: tuple[str, ...]) -> dict[str, bytes]:
    return {hashlib.sha256(b"dingfen trail key id " + key.encode()).hexdigest()[:16]: key.encode() for key in keys}


def current_key() -> str:
    """The id of the key that seals."""
    return next(iter(_ring(tuple(settings.TRAIL_KEYS))))


def secret(key_id: str) -> bytes:
    """The key of this id. Raises UnknownKeyError."""
    try:
        return _ring(tuple(settings.TRAIL_KEYS))[key_id]
    except KeyError:
        raise UnknownKeyError(key_id) from None


@dataclass(frozen=True, slots=True)
class Link:
    """A seal but for its hash: its place, what it seals, and the hash of the seal before it."""

    position: int
    entry_id: int
    floor: int
    sealed_at: dt.datetime
    digest: bytes
    fingerprints: bytes
    previous: bytes
    key_id: str

    def hash(self) -> bytes:
        """The hash of this seal. Raises UnknownKeyError."""
        # Everything but the last part has a fixed length, so that no two links give the same bytes.
        at = (self.sealed_at - _EPOCH) // _MICROSECOND
        place = _LAYOUT.pack(self.position, self.entry_id, self.floor, at)
        return hmac.digest(
            secret(self.key_id), b"seal" + place + self.previous + self.digest + self.fingerprints, "sha256"
        )


def sign(purpose: str, text: str, key_id: str) -> str:
    """A signature of `text` for one purpose, such as the anchor, in hexadecimal digits. Raises UnknownKeyError."""
    return hmac.digest(secret(key_id), f"{purpose}\n{text}".encode(), "sha256").hex()


def signed(purpose: str, text: str, key_id: str, signature: str) -> bool:
    """Whether `signature` is the one that `sign` gives. Raises UnknownKeyError."""
    return hmac.compare_digest(sign(purpose, text, key_id), signature)

"""Encryption of identity and telephone numbers, and the keyed blind index by which they are found.

Fernet (AES-128-CBC with HMAC-SHA256); several keys may be set, the first encrypts and all decrypt, so that keys can
be changed. The blind index is an HMAC-SHA256 of the normalised number under a key of its own.
"""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from accounts.text import to_half_width


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(value: str) -> str:
    """The token for `value`; an empty value stays empty."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(value.encode()).decode() if value else ""


def decrypt(token: str) -> str:
    """The value of a token. Raises ValueError when no key opens it."""
    if not token:
        return ""
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise ValueError("No key opens this value.") from error


def blind_index(value: str) -> str:
    """A keyed digest (64 hexadecimal digits) by which equal numbers are found; empty for an empty value."""
    normal = "".join(to_half_width(value).split()).upper()
    if not normal:
        return ""
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), normal.encode(), hashlib.sha256).hexdigest()


def digest_of(secret: str) -> str:
    """What is kept of a secret that was drawn by chance (64 hexadecimal digits): it is found by it and not read."""
    return hashlib.sha256(secret.encode()).hexdigest()

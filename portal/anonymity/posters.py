"""Keys of wall posters: one for all people of a site, known in the store only by its mark."""

import hashlib
import hmac
from typing import NewType

from portal.anonymity.acts import PEPPER_BYTES
from portal.anonymity.encoding import id_bytes

Key = NewType("Key", bytes)

KEY_BYTES = 16


def derive(pepper: bytes, poster_id: str) -> Key:
    """Give the key of a poster: HMAC-SHA256(pepper, "portal/poster-key/1" || id), 16 bytes of it.

    The same poster can so be printed again, and no key is stored. Without the pepper it is lost.
    Raises ValueError for another length of the pepper.
    """
    return Key(_keyed(pepper, b"portal/poster-key/1" + id_bytes(poster_id))[:KEY_BYTES])


def mark(pepper: bytes, key: bytes) -> bytes:
    """Give HMAC-SHA256(pepper, "portal/poster/1" || key): what the server keeps of a key."""
    return _keyed(pepper, b"portal/poster/1" + key)


def _keyed(pepper: bytes, said: bytes) -> bytes:
    if len(pepper) != PEPPER_BYTES:
        raise ValueError("a pepper has 32 bytes")
    return hmac.digest(pepper, said, hashlib.sha256)

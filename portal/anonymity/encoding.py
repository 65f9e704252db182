"""The byte spellings everything else hashes and signs: base64url, canonical JSON, ids."""

import base64
import re
from typing import Any

import rfc8785

_ID = re.compile(r"[a-z2-7]{26}")


def b64u(raw: bytes) -> str:
    """Spell bytes as base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def unb64u(text: str, length: int | None = None) -> bytes:
    """Read base64url back, of exactly `length` bytes if given.

    Raises ValueError for padding, white space, foreign letters, stray last bits: for every
    spelling that `b64u` would not itself write, so that one value has one spelling.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    if b64u(raw) != text:
        raise ValueError("not the canonical base64url spelling")
    if length is not None and len(raw) != length:
        raise ValueError(f"{len(raw)} bytes where {length} belong")
    return raw


def canonical(value: Any) -> bytes:
    """Write JSON in the one spelling of RFC 8785, in UTF-8.

    Raises ValueError for what that spelling cannot carry (NaN, integers over 2^53, surrogates).
    """
    return rfc8785.dumps(value)


def id_bytes(text: str) -> bytes:
    """Give the 26 ASCII letters of an id as they enter a hash; raises ValueError for other text."""
    if not _ID.fullmatch(text):
        raise ValueError("an id is 26 letters of a-z and 2-7")
    return text.encode("ascii")

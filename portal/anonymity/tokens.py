"""What a token and a post are known by: the nullifier and the commitment."""

import hashlib
from collections.abc import Mapping
from typing import Any

from portal.anonymity.blindrsa import MESSAGE_BYTES
from portal.anonymity.encoding import canonical, unb64u

SALT_BYTES = 16


def nullifier(kid: str, msg: bytes) -> bytes:
    """Mark a token as spent: SHA-256("portal/nullifier/1" || kid 16 || msg 64), 32 bytes.

    The signature stays out: PSS signatures of one message differ, its nullifier must not.
    Raises ValueError for another length of kid or msg.
    """
    if len(msg) != MESSAGE_BYTES:
        raise ValueError("a prepared message has 64 bytes")
    return hashlib.sha256(b"portal/nullifier/1" + unb64u(kid, 16) + msg).digest()


def commitment(salt: bytes, item: Mapping[str, Any]) -> bytes:
    """Bind an author to a post: SHA-256("portal/commitment/1" || salt 16 || canonical item).

    Raises ValueError for another length of salt and for an item that has no canonical spelling.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("a commitment's salt has 16 bytes")
    return hashlib.sha256(b"portal/commitment/1" + salt + canonical(item)).digest()

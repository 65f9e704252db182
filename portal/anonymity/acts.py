"""What marks that somebody supported, reported or voted: once per object, and nothing joins two."""

import hashlib
import hmac
from enum import StrEnum

from portal.anonymity.blindrsa import MESSAGE_BYTES
from portal.anonymity.encoding import unb64u

PEPPER_BYTES = 32


class Act(StrEnum):
    """What a token does without being spent."""

    SUPPORT = "support"
    REPORT = "report"
    POLL = "poll"
    VERDICT = "verdict"


def mark(pepper: bytes, kid: str, msg: bytes, act: Act, subject: str) -> bytes:
    """Give HMAC-SHA256(pepper, "portal/act/1" || kid 16 || msg 64 || act || 0x00 || object).

    The same token and object give the same 32 bytes, so one database constraint keeps one act per
    person and object; without token and pepper no two marks can be joined. Raises ValueError for
    another length of pepper, kid or msg, and for an object that is not printable ASCII.
    """
    if len(pepper) != PEPPER_BYTES or len(msg) != MESSAGE_BYTES:
        raise ValueError("a pepper has 32 bytes and a prepared message 64")
    if not subject.isascii() or not subject.isprintable() or not subject:
        raise ValueError("an object is named in printable ASCII")
    said = unb64u(kid, 16) + msg + act.encode() + b"\x00" + subject.encode()
    return hmac.digest(pepper, b"portal/act/1" + said, hashlib.sha256)

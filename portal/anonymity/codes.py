"""Printed codes: 130 random bits on a slip of paper, let in once, known here only by their mark."""

import hashlib
import hmac
import re
import secrets
import unicodedata
from typing import NewType

from portal.anonymity.acts import PEPPER_BYTES
from portal.anonymity.receipts import CROCKFORD

Code = NewType("Code", str)

LETTERS = 26
_GROUP = 5
_LONGEST = 256
_BETWEEN = re.compile(r"[\s\ufeff\-\u2010-\u2015]+")
_LOOKALIKES = str.maketrans("ILO", "110")


def make() -> Code:
    """Make a code: 26 letters of Crockford's alphabet, five random bits each."""
    return Code("".join(secrets.choice(CROCKFORD) for _ in range(LETTERS)))


def check_letter(code: Code) -> str:
    """Give the letter that tells of a slip of the pen: the first five bits of SHA-256."""
    return CROCKFORD[hashlib.sha256(code.encode()).digest()[0] >> 3]


def spell(code: Code) -> str:
    """Write a code and its check letter in groups of five, as it is printed."""
    whole = code + check_letter(code)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def parse(text: str) -> Code:
    """Read a code as people type it: NFKC; case, spaces and hyphens do not matter, i and l are 1,
    o is 0. Raises ValueError for another length, another letter or a wrong check letter.
    """
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).upper().translate(_LOOKALIKES)
    whole = _BETWEEN.sub("", plain)
    code = Code(whole[:LETTERS])
    if len(whole) != LETTERS + 1 or set(whole) - set(CROCKFORD) or check_letter(code) != whole[-1]:
        raise ValueError("this is no code, or something is mistyped")
    return code


def mark(pepper: bytes, code: Code) -> bytes:
    """Give HMAC-SHA256(pepper, the 26 upper-case letters): what the server keeps of a code.

    Raises ValueError for another length of the pepper.
    """
    if len(pepper) != PEPPER_BYTES:
        raise ValueError("a pepper has 32 bytes")
    return hmac.digest(pepper, code.encode(), hashlib.sha256)

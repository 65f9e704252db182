"""Proof of work: what slows down whoever posts by a poster, where nothing else is limited."""

import hashlib
import re

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,19}")
_DIGEST_BITS = 256


def is_decimal(text: str) -> bool:
    """Tell whether a text is a number as a proof spells it: ASCII digits, no leading zero."""
    return _DECIMAL.fullmatch(text) is not None


def zero_bits(nullifier: bytes, proof: str) -> int:
    """Count the zero bits with which SHA-256("portal/pow/1" || nullifier 32 || proof) begins."""
    digest = hashlib.sha256(b"portal/pow/1" + nullifier + proof.encode("ascii")).digest()
    return _DIGEST_BITS - int.from_bytes(digest, "big").bit_length()


def find(nullifier: bytes, bits: int) -> str:
    """Find the first proof of so many zero bits, as a browser does."""
    tried = 0
    while zero_bits(nullifier, str(tried)) < bits:
        tried += 1
    return str(tried)

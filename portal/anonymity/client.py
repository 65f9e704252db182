"""The author's half of RFC 9474, for tests, scripts and simulations; browsers run their own."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import gmpy2

from portal.anonymity.blindrsa import SALT_BYTES, PublicKey, pss_verify

Random = Callable[[int], bytes]
_HASH_BYTES = 48


@dataclass(frozen=True, slots=True)
class Token:
    """One unspent right to speak; only its key id is fit for a log."""

    kid: str
    msg: bytes = field(repr=False)
    sig: bytes = field(repr=False)


def prepare(random: Random = secrets.token_bytes, message: bytes | None = None) -> bytes:
    """Make a prepared message (RFC 9474, 4.1): 32 random bytes, then 32 more or `message`."""
    prefix = random(32)
    return prefix + (random(32) if message is None else message)


def blind(
    public: PublicKey, msg: bytes, *, salt: bytes | None = None, factor: int | None = None
) -> tuple[bytes, int]:
    """Blind a prepared message (RFC 9474, 4.2): what the signer sees, and the inverse to keep."""
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    factor = secrets.randbelow(public.n - 2) + 2 if factor is None else factor
    encoded = int.from_bytes(_encode(msg, salt, public.n.bit_length() - 1), "big")
    blinded = encoded * gmpy2.powmod(factor, public.e, public.n) % public.n
    return int(blinded).to_bytes(public.size, "big"), int(gmpy2.invert(factor, public.n))


def finalize(
    public: PublicKey, msg: bytes, blind_sig: bytes, inverse: int, *, salt_bytes: int = SALT_BYTES
) -> bytes:
    """Unblind a signature (RFC 9474, 4.4); raises ValueError when it does not sign `msg`."""
    if len(blind_sig) != public.size:
        raise ValueError("a blind signature has the length of the modulus")
    sig = int.from_bytes(blind_sig, "big") * inverse % public.n
    signature = sig.to_bytes(public.size, "big")
    if not pss_verify(public, msg, signature, salt_bytes):
        raise ValueError("the signer did not sign this message")
    return signature


def _encode(msg: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE of RFC 8017, 9.1.1, with SHA-384 and MGF1-SHA-384."""
    length = (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(msg).digest() + salt).digest()
    block = bytes(length - len(salt) - _HASH_BYTES - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mgf1(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def _mgf1(seed: bytes, length: int) -> bytes:
    """MGF1 of RFC 8017, B.2.1."""
    rounds = range(-(-length // _HASH_BYTES))
    blocks = (hashlib.sha384(seed + count.to_bytes(4, "big")).digest() for count in rounds)
    return b"".join(blocks)[:length]

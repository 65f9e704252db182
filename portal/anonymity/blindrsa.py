"""The signer's half of RFC 9474, RSABSSA-SHA384-PSS-Randomized, and the check of its signatures."""

import hashlib
import secrets
from dataclasses import dataclass

import gmpy2
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from portal.anonymity.encoding import b64u

MESSAGE_BYTES = 64
SALT_BYTES = 48


class SigningFault(ArithmeticError):
    """A signature failed its own check: the machine miscounted, and nothing may leave it."""


@dataclass(frozen=True, slots=True, eq=False)
class PublicKey:
    """What everybody may know of a signer: its key, the DER bytes and the key id."""

    key: rsa.RSAPublicKey
    spki: bytes
    kid: str
    n: int
    e: int

    @classmethod
    def of(cls, key: rsa.RSAPublicKey) -> "PublicKey":
        """Describe a key; kid is the first 16 bytes of SHA-256(SPKI) as 22 letters."""
        spki = key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        kid = b64u(hashlib.sha256(spki).digest()[:16])
        numbers = key.public_numbers()
        return cls(key, spki, kid, numbers.n, numbers.e)

    @classmethod
    def from_spki(cls, spki: bytes) -> "PublicKey":
        """Read DER bytes; raises ValueError unless they are RSA with OID rsaEncryption in DER."""
        try:
            key = serialization.load_der_public_key(spki)
        except UnsupportedAlgorithm as fault:
            raise ValueError("not an RSA key") from fault
        if not isinstance(key, rsa.RSAPublicKey):
            raise ValueError("not an RSA key")  # noqa: TRY004 - the type of key, not of argument
        public = cls.of(key)
        if public.spki != spki:
            raise ValueError("not the canonical DER spelling with OID rsaEncryption")
        return public

    @property
    def size(self) -> int:
        """Length of the modulus, and so of every signature, in bytes."""
        return (self.n.bit_length() + 7) // 8


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PrivateKey:
    """A signer. Its numbers never appear in a repr, a log or an error."""

    key: rsa.RSAPrivateKey
    public: PublicKey
    p: gmpy2.mpz
    q: gmpy2.mpz
    dp: gmpy2.mpz
    dq: gmpy2.mpz
    q_inverse: gmpy2.mpz

    @classmethod
    def of(cls, key: rsa.RSAPrivateKey) -> "PrivateKey":
        """Take a private key apart for CRT signing."""
        numbers = key.private_numbers()
        parts = (numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp)
        return cls(key, PublicKey.of(key.public_key()), *map(gmpy2.mpz, parts))

    @classmethod
    def generate(cls, bits: int = 3072) -> "PrivateKey":
        """Make a new signer, e = 65537 (takes a fraction of a second: never in a request)."""
        return cls.of(rsa.generate_private_key(public_exponent=65537, key_size=bits))

    @classmethod
    def from_pem(cls, pem: bytes) -> "PrivateKey":
        """Read unencrypted PKCS #8; raises ValueError for anything but a whole RSA key."""
        # OpenSSL would test both factors for being prime, which takes most of every start. They
        # are when their product is the modulus, which the key id names.
        key = serialization.load_pem_private_key(
            pem, password=None, unsafe_skip_rsa_key_validation=True
        )
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError("not an RSA key")  # noqa: TRY004 - the type of key, not of argument
        if not _belongs_together(key.private_numbers()):
            raise ValueError("the parts of this key do not belong together")
        return cls.of(key)

    def to_pem(self) -> bytes:
        """Write unencrypted PKCS #8, for an owner-only file."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    @property
    def spki(self) -> bytes:
        """The public half as DER bytes."""
        return self.public.spki

    @property
    def kid(self) -> str:
        """The key id, 22 letters."""
        return self.public.kid


def sign(key: PrivateKey, blinded: bytes) -> bytes:
    """Sign a blinded message (RFC 9474, 4.3); message and answer have the modulus' length.

    Raises ValueError for another length, 0, 1, n-1 or n and more (their signatures are known or
    meaningless), SigningFault when the result does not verify.
    """
    message = _checked(key.public, blinded)
    n, e = key.public.n, key.public.e
    # A fresh factor in each call: the caller must not know what the exponentiation works on.
    factor = secrets.randbelow(n - 2) + 2
    masked = message * gmpy2.powmod(factor, e, n) % n
    signature = _crt(key, masked) * gmpy2.invert(factor, n) % n
    # One wrong CRT half would hand out a factor of n (Boneh, DeMillo, Lipton).
    if gmpy2.powmod(signature, e, n) != message:
        raise SigningFault("the signature does not verify; this machine must not sign")
    return int(signature).to_bytes(key.public.size, "big")


def verify(public: PublicKey, msg: bytes, sig: bytes) -> bool:
    """Tell whether `sig` signs the 64-byte prepared message: SHA-384, MGF1-SHA-384, salt 48."""
    return len(msg) == MESSAGE_BYTES and pss_verify(public, msg, sig, SALT_BYTES)


def pss_verify(public: PublicKey, msg: bytes, sig: bytes, salt_bytes: int) -> bool:
    """Check RSASSA-PSS with exactly that salt length and a signature of the modulus' length."""
    if len(sig) != public.size:
        return False
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), salt_length=salt_bytes)
    try:
        public.key.verify(sig, msg, pss, hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def _belongs_together(parts: rsa.RSAPrivateNumbers) -> bool:
    """Tell whether every number of a private key follows from its factors (RFC 8017, 3.2)."""
    n, e = parts.public_numbers.n, parts.public_numbers.e
    p, q = parts.p, parts.q
    exponents = ((parts.d, p), (parts.d, q), (parts.dmp1, p), (parts.dmq1, q))
    return (
        1 < p < n
        and p * q == n
        and all(e * exponent % (factor - 1) == 1 for exponent, factor in exponents)
        and q * parts.iqmp % p == 1
    )


def _checked(public: PublicKey, blinded: bytes) -> int:
    if len(blinded) != public.size:
        raise ValueError("a blinded message has the length of the modulus")
    message = int.from_bytes(blinded, "big")
    if not 1 < message < public.n - 1:
        raise ValueError("a blinded message lies between 1 and n-1")
    return message


def _crt(key: PrivateKey, masked: gmpy2.mpz) -> gmpy2.mpz:
    # powmod_sec takes the same time and touches the same memory for every secret exponent.
    first = gmpy2.powmod_sec(masked % key.p, key.dp, key.p)
    second = gmpy2.powmod_sec(masked % key.q, key.dq, key.q)
    return second + key.q * ((first - second) * key.q_inverse % key.p)

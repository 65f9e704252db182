"""One signer for the whole room: making an RSA key is the slow part."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from portal.anonymity import client
from portal.anonymity.blindrsa import PrivateKey, sign


@pytest.fixture(scope="session")
def signer() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture(scope="session")
def token(signer) -> client.Token:
    msg = client.prepare()
    blinded, inverse = client.blind(signer.public, msg)
    sig = client.finalize(signer.public, msg, sign(signer, blinded), inverse)
    return client.Token(signer.kid, msg, sig)


@pytest.fixture(scope="session")
def rfc() -> dict:
    return json.loads((Path(__file__).parent / "vectors" / "rfc9474.json").read_text())


@pytest.fixture(scope="session")
def rfc_signer(rfc) -> PrivateKey:
    p, q, n, e, d = (int(rfc["key"][name], 16) for name in "pqned")
    dp, dq, q_inverse = d % (p - 1), d % (q - 1), pow(q, -1, p)
    numbers = rsa.RSAPrivateNumbers(p, q, d, dp, dq, q_inverse, rsa.RSAPublicNumbers(e, n))
    return PrivateKey.of(numbers.private_key())

import dataclasses
import secrets
from base64 import encodebytes

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.anonymity.blindrsa import PrivateKey, PublicKey, SigningFault, sign, verify
from portal.anonymity.encoding import b64u, unb64u

SHARED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
PEM = (
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
)
VARIANTS = ["PSS-Randomized", "PSSZERO-Randomized", "PSS-Deterministic", "PSSZERO-Deterministic"]


@pytest.fixture
def vector(rfc, request):
    return next(v for v in rfc["variants"] if v["name"] == f"RSABSSA-SHA384-{request.param}")


@pytest.mark.parametrize("vector", VARIANTS, indirect=True)
def test_the_signer_answers_as_rfc_9474_says(rfc_signer, vector):
    answer = sign(rfc_signer, bytes.fromhex(vector["blinded"]))
    assert answer.hex() == vector["blind_signature"]


def test_the_key_id_is_the_hash_of_the_public_key(signer):
    digest = hashes.Hash(hashes.SHA256())
    digest.update(signer.spki)
    assert unb64u(signer.kid, 16) == digest.finalize()[:16]
    assert len(signer.kid) == 22
    assert PublicKey.from_spki(signer.spki).kid == signer.kid


def test_a_new_key_is_rsa_3072_with_e_65537(signer):
    assert signer.public.n.bit_length() == 3072
    assert signer.public.e == 65537


def test_a_key_survives_its_file(signer):
    assert PrivateKey.from_pem(signer.to_pem()).kid == signer.kid


@pytest.mark.parametrize("part", ["p", "q", "d", "dmp1", "dmq1", "iqmp"])
def test_a_key_with_one_wrong_number_is_refused(signer, part):
    der = signer.key.private_bytes(serialization.Encoding.DER, *PEM[1:])
    number = getattr(signer.key.private_numbers(), part)
    size = (number.bit_length() + 7) // 8
    wrong = der.replace(number.to_bytes(size, "big"), (number ^ 2).to_bytes(size, "big"))
    assert wrong != der
    lines = encodebytes(wrong).decode()
    pem = f"-----BEGIN PRIVATE KEY-----\n{lines}-----END PRIVATE KEY-----\n"
    with pytest.raises(ValueError, match=r"belong together|deserialize"):
        PrivateKey.from_pem(pem.encode())


def test_a_key_never_shows_its_numbers(signer):
    shown = repr(signer) + str(signer)
    assert str(signer.p) not in shown
    assert str(signer.dp) not in shown
    assert "mpz" not in shown


def test_only_rsa_keys_are_read():
    other = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(ValueError, match="RSA"):
        PrivateKey.from_pem(other.private_bytes(*PEM))
    with pytest.raises(ValueError, match="RSA"):
        PublicKey.from_spki(spki_of(other))
    with pytest.raises(ValueError, match="deserialize"):
        PublicKey.from_spki(b"not DER")


def test_a_public_key_has_one_spelling_and_one_oid(signer):
    with pytest.raises(ValueError, match="deserialize"):
        PublicKey.from_spki(signer.spki + b"\0")
    with pytest.raises(ValueError, match="OID rsaEncryption"):
        PublicKey.from_spki(under_pss_oid(signer.spki))


def test_a_key_of_an_unknown_algorithm_is_refused(signer):
    oid, unknown = bytes.fromhex("06092a864886f70d010101"), bytes.fromhex("06092a864886f70d010163")
    with pytest.raises(ValueError, match="RSA"):
        PublicKey.from_spki(signer.spki.replace(oid, unknown))


def under_pss_oid(spki: bytes) -> bytes:
    head, body = spki[:4], spki[4:]
    plain = bytes.fromhex("300d06092a864886f70d0101010500")
    assert body.startswith(plain)
    body = bytes.fromhex("300b06092a864886f70d01010a") + body.removeprefix(plain)
    return head[:2] + len(body).to_bytes(2, "big") + body


def spki_of(key) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


@pytest.mark.parametrize("value", [0, 1, "n-1", "n", "n+2"])
def test_blinded_values_with_known_signatures_are_refused(signer, value):
    n = signer.public.n
    number = {"n-1": n - 1, "n": n, "n+2": n + 2}.get(value, value)
    with pytest.raises(ValueError, match="between 1 and n-1"):
        sign(signer, number.to_bytes(384, "big"))


@pytest.mark.parametrize("length", [0, 383, 385])
def test_blinded_values_of_another_length_are_refused(signer, length):
    with pytest.raises(ValueError, match="length of the modulus"):
        sign(signer, bytes([1]) * length)


@pytest.mark.parametrize("number", [2, "n-2"])
def test_the_values_next_to_the_border_are_signed(signer, number):
    n = signer.public.n
    value = n - 2 if number == "n-2" else number
    answer = int.from_bytes(sign(signer, value.to_bytes(384, "big")), "big")
    assert pow(answer, 65537, n) == value


@pytest.mark.parametrize("half", ["dp", "dq", "q_inverse"])
def test_a_fault_in_one_half_never_leaves_the_machine(signer, half):
    broken = dataclasses.replace(signer, **{half: getattr(signer, half) ^ 4})
    blinded = (secrets.randbelow(signer.public.n - 2) + 2).to_bytes(384, "big")
    with pytest.raises(SigningFault):
        sign(broken, blinded)


def test_signing_is_blinded_anew_in_each_call(signer, monkeypatch):
    drawn = []
    randbelow = secrets.randbelow
    monkeypatch.setattr(secrets, "randbelow", lambda n: drawn.append(randbelow(n)) or drawn[-1])
    blinded = (2).to_bytes(384, "big")
    assert sign(signer, blinded) == sign(signer, blinded)
    assert len(set(drawn)) == 2


def test_a_good_token_verifies(signer, token):
    assert verify(signer.public, token.msg, token.sig)


@given(position=st.integers(0, 64 + 384 - 1), mask=st.integers(1, 255))
@SHARED
def test_a_token_with_one_changed_byte_never_verifies(signer, token, position, mask):
    changed = bytearray(token.msg + token.sig)
    changed[position] ^= mask
    assert not verify(signer.public, bytes(changed[:64]), bytes(changed[64:]))


@given(st.sampled_from(["=", "\n", " ", "+", "A"]), st.integers(0, 512))
@SHARED
def test_a_respelt_signature_never_reaches_verification(token, extra, position):
    text = b64u(token.sig)
    with pytest.raises(ValueError, match=r"canonical|where 384"):
        unb64u(text[:position] + extra + text[position:], 384)


def test_a_signature_of_another_length_is_refused(signer, token):
    assert not verify(signer.public, token.msg, token.sig[:-1])
    assert not verify(signer.public, token.msg, b"\0" + token.sig)
    assert not verify(signer.public, token.msg, b"")


def test_another_key_did_not_sign_it(rfc_signer, token):
    assert not verify(rfc_signer.public, token.msg, token.sig)


@pytest.mark.parametrize(
    ("salt", "digest", "mask"),
    [
        (47, hashes.SHA384(), hashes.SHA384()),
        (49, hashes.SHA384(), hashes.SHA384()),
        (0, hashes.SHA384(), hashes.SHA384()),
        (48, hashes.SHA256(), hashes.SHA384()),
        (48, hashes.SHA384(), hashes.SHA256()),
    ],
)
def test_other_parameters_of_pss_are_refused(signer, salt, digest, mask):
    msg = secrets.token_bytes(64)
    sig = signer.key.sign(msg, padding.PSS(padding.MGF1(mask), salt), digest)
    assert not verify(signer.public, msg, sig)


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_message_of_another_length_is_refused_even_when_signed(signer, length):
    msg = secrets.token_bytes(length)
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    assert not verify(signer.public, msg, signer.key.sign(msg, pss, hashes.SHA384()))

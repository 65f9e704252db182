import pytest

from portal.anonymity import client
from portal.anonymity.blindrsa import sign, verify

VARIANTS = ["PSS-Randomized", "PSSZERO-Randomized", "PSS-Deterministic", "PSSZERO-Deterministic"]


@pytest.fixture
def vector(rfc, request):
    figures = next(v for v in rfc["variants"] if v["name"] == f"RSABSSA-SHA384-{request.param}")
    return {name: bytes.fromhex(value) for name, value in figures.items() if name != "name"}


@pytest.mark.parametrize("vector", VARIANTS, indirect=True)
def test_blinding_is_rfc_9474_to_the_byte(rfc_signer, vector):
    public, inverse = rfc_signer.public, int.from_bytes(vector["inverse"], "big")
    factor = pow(inverse, -1, public.n)
    blinded = client.blind(public, vector["prepared"], salt=vector["salt"], factor=factor)
    assert blinded == (vector["blinded"], inverse)


@pytest.mark.parametrize("vector", VARIANTS, indirect=True)
def test_finalizing_is_rfc_9474_to_the_byte(rfc_signer, vector):
    inverse, answer = int.from_bytes(vector["inverse"], "big"), vector["blind_signature"]
    length = len(vector["salt"])
    signature = client.finalize(
        rfc_signer.public, vector["prepared"], answer, inverse, salt_bytes=length
    )
    assert signature == vector["signature"]


@pytest.mark.parametrize("vector", ["PSS-Randomized", "PSSZERO-Randomized"], indirect=True)
def test_preparing_is_rfc_9474_to_the_byte(vector):
    prepared = client.prepare(lambda length: vector["prefix"][:length], vector["message"])
    assert prepared == vector["prepared"]


def test_a_prepared_message_is_a_prefix_and_32_random_bytes():
    drawn = iter([bytes([1]) * 32, bytes([2]) * 32])
    assert client.prepare(lambda length: next(drawn)) == bytes([1]) * 32 + bytes([2]) * 32
    assert len({client.prepare() for _ in range(5)}) == 5


def test_two_blindings_of_one_message_have_nothing_in_common(signer):
    msg = client.prepare()
    assert client.blind(signer.public, msg)[0] != client.blind(signer.public, msg)[0]


def test_the_signer_never_sees_what_is_spent(signer):
    msg = client.prepare()
    blinded, inverse = client.blind(signer.public, msg)
    answer = sign(signer, blinded)
    sig = client.finalize(signer.public, msg, answer, inverse)
    assert verify(signer.public, msg, sig)
    assert sig not in (blinded, answer)


def test_a_wrong_answer_of_the_signer_is_noticed(signer):
    msg = client.prepare()
    blinded, inverse = client.blind(signer.public, msg)
    with pytest.raises(ValueError, match="did not sign"):
        client.finalize(signer.public, msg, blinded, inverse)
    with pytest.raises(ValueError, match="length"):
        client.finalize(signer.public, msg, blinded[1:], inverse)


def test_a_token_shows_only_its_key_id(token):
    assert repr(token) == f"Token(kid='{token.kid}')"

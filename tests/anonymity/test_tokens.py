import hashlib

import pytest

from portal.anonymity.tokens import commitment, nullifier

KID = "AAECAwQFBgcICQoLDA0ODw"
ITEM = {"kind": "comment", "target": "unsure", "body": "太吵", "photos": [], "site": None}


def test_a_nullifier_is_the_tagged_hash_of_key_and_message():
    expected = hashlib.sha256(b"portal/nullifier/1" + bytes(range(16)) + b"m" * 64).digest()
    assert nullifier(KID, b"m" * 64) == expected


def test_a_nullifier_is_another_under_another_key():
    assert nullifier(KID, b"m" * 64) != nullifier("B" + KID[1:], b"m" * 64)


@pytest.mark.parametrize(("kid", "msg"), [(KID, b"m" * 63), (KID[:-1], b"m" * 64), ("", b"m" * 64)])
def test_a_nullifier_of_other_lengths_is_refused(kid, msg):
    with pytest.raises(ValueError, match=r"64 bytes|where 16|canonical"):
        nullifier(kid, msg)


def test_a_commitment_is_the_tagged_hash_of_salt_and_canonical_item():
    spelt = '{"body":"太吵","kind":"comment","photos":[],"site":null,"target":"unsure"}'.encode()
    expected = hashlib.sha256(b"portal/commitment/1" + b"s" * 16 + spelt).digest()
    assert commitment(b"s" * 16, ITEM) == expected


def test_a_commitment_changes_with_every_part():
    assert commitment(b"s" * 16, ITEM) != commitment(b"t" * 16, ITEM)
    assert commitment(b"s" * 16, ITEM) != commitment(b"s" * 16, ITEM | {"body": "太吵 "})


def test_a_commitment_needs_a_salt_of_16_bytes():
    with pytest.raises(ValueError, match="16 bytes"):
        commitment(b"s" * 15, ITEM)

"""Keys of posters: the same again for the same poster, told by nothing that is stored."""

import hmac

import pytest

from portal.anonymity import posters

PEPPER = bytes(range(32))
ID = "a" * 26


def test_a_poster_has_one_key_and_each_its_own():
    key = posters.derive(PEPPER, ID)
    expected = hmac.digest(PEPPER, b"portal/poster-key/1" + ID.encode(), "sha256")[:16]
    assert key == expected
    others = {posters.derive(bytes(32), ID), posters.derive(PEPPER, "b" * 26)}
    assert len(others - {key}) == 2


def test_the_server_keeps_its_mark():
    key = posters.derive(PEPPER, ID)
    assert posters.mark(PEPPER, key) == hmac.digest(PEPPER, b"portal/poster/1" + key, "sha256")
    assert key not in posters.mark(PEPPER, key)


def test_a_pepper_has_32_bytes_and_an_id_26_letters():
    with pytest.raises(ValueError, match="32"):
        posters.mark(b"short", bytes(16))
    with pytest.raises(ValueError, match="26"):
        posters.derive(PEPPER, "short")

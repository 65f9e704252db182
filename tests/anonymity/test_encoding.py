import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rfc8785 import CanonicalizationError

from portal.anonymity.encoding import b64u, canonical, id_bytes, unb64u

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(st.binary(max_size=80))
def test_what_is_written_is_read_back(raw):
    assert unb64u(b64u(raw), len(raw)) == raw


@given(st.text(alphabet=LETTERS + "+/= \n", max_size=12))
def test_only_one_spelling_of_a_value_is_read(text):
    try:
        raw = unb64u(text)
    except ValueError:
        return
    assert b64u(raw) == text


@given(st.binary(min_size=1, max_size=40), st.data())
def test_a_respelt_value_is_refused(raw, data):
    text = b64u(raw)
    respelt = [text + "=", text + "\n", " " + text, text[:1] + " " + text[1:]]
    respelt.append(base64.b64encode(raw + b"\xfb\xff").decode())
    if len(raw) % 3:
        respelt.append(text[:-1] + LETTERS[LETTERS.index(text[-1]) + 1])
    with pytest.raises(ValueError, match="canonical"):
        unb64u(data.draw(st.sampled_from(respelt)))


@pytest.mark.parametrize("text", ["A", "AAAAA", "é", "AA==", "A===", "\ufeffAAAA", "+/+/"])
def test_text_that_is_no_base64url_is_refused(text):
    with pytest.raises(ValueError, match="canonical"):
        unb64u(text)


def test_another_length_than_asked_for_is_refused():
    with pytest.raises(ValueError, match="3 bytes where 2 belong"):
        unb64u("AAAA", 2)


def test_canonical_json_sorts_by_utf16_and_escapes_little():
    value = {"\U0001f600": 1, "\ufb33": 2, "b": "班\n\x1f", "a": [None, True, 1.0]}
    assert canonical(value) == (
        '{"a":[null,true,1],"b":"班\\n\\u001f","\U0001f600":1,"\ufb33":2}'.encode()
    )


@pytest.mark.parametrize("value", [float("nan"), 2**53, "\ud800", {"\ud800": 1}])
def test_what_has_no_canonical_spelling_is_refused(value):
    with pytest.raises((CanonicalizationError, UnicodeEncodeError)):
        canonical(value)


def test_an_id_enters_a_hash_as_its_letters():
    assert id_bytes("abcdefghijklmnopqrstuvwxy2") == b"abcdefghijklmnopqrstuvwxy2"


@pytest.mark.parametrize(
    "text", ["", "a" * 25, "a" * 27, "A" * 26, "a" * 25 + "1", "a" * 26 + "\n"]
)
def test_other_text_is_no_id(text):
    with pytest.raises(ValueError, match="26 letters"):
        id_bytes(text)

"""Printed codes: 130 bits, one check letter, read as people type, kept as a mark."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.anonymity import codes
from portal.anonymity.receipts import CROCKFORD

CODES = st.text(CROCKFORD, min_size=26, max_size=26).map(codes.Code)
PEPPER = bytes(range(32))


def test_a_code_is_26_random_letters():
    made = {codes.make() for _one in range(200)}
    assert len(made) == 200
    assert {len(one) for one in made} == {26}
    assert set("".join(made)) == set(CROCKFORD)


def test_it_is_printed_in_groups_of_five_with_its_check_letter():
    code = codes.Code("7KQ2M4XWTB9HJ3RVD6PZ8N1CYF")
    first = hashlib.sha256(b"7KQ2M4XWTB9HJ3RVD6PZ8N1CYF").digest()[0] >> 3
    assert codes.spell(code) == f"7KQ2M-4XWTB-9HJ3R-VD6PZ-8N1CY-F{CROCKFORD[first]}"


@given(CODES)
def test_whoever_types_it_may_be_careless(code):
    spelt = codes.spell(code)
    small = spelt.lower().replace("1", "l").replace("0", "o").replace("-", " ")
    wide = "".join(chr(ord(one) + 0xFEE0) for one in spelt.replace("1", "I"))
    assert {codes.parse(one) for one in (spelt, small, wide, f" {spelt}\n")} == {code}


@given(CODES, st.integers(0, 25), st.sampled_from(CROCKFORD))
def test_another_letter_is_mostly_noticed_and_never_the_same_code(code, at, letter):
    changed = codes.Code(code[:at] + letter + code[at + 1 :])
    spelt = codes.spell(code)
    typed = spelt.replace("-", "")[:at] + letter + spelt.replace("-", "")[at + 1 :]
    if codes.check_letter(changed) == codes.check_letter(code):
        assert codes.parse(typed) == changed
    else:
        with pytest.raises(ValueError, match="mistyped"):
            codes.parse(typed)


@pytest.mark.parametrize("text", ["", "7KQ2M", "U" * 27, "7" * 28, "七" * 27, "0" * 5000])
def test_anything_else_is_no_code(text):
    with pytest.raises(ValueError, match="no code"):
        codes.parse(text)


def test_the_server_keeps_the_mark_of_the_26_letters():
    code = codes.make()
    assert codes.mark(PEPPER, code) == hmac.digest(PEPPER, code.encode(), "sha256")
    with pytest.raises(ValueError, match="32"):
        codes.mark(b"short", code)

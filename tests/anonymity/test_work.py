"""Proof of work: a number that makes a hash begin with zero bits, spelt in one way only."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.anonymity import work

NULLIFIERS = st.binary(min_size=32, max_size=32)
NUMBERS = st.integers(0, 10**20 - 1)


def in_bits(nullifier, proof):
    digest = hashlib.sha256(b"portal/pow/1" + nullifier + proof.encode()).digest()
    return "".join(f"{byte:08b}" for byte in digest)


@given(NULLIFIERS, NUMBERS)
def test_it_counts_the_zero_bits_in_front(nullifier, number):
    bits = in_bits(nullifier, str(number))
    counted = work.zero_bits(nullifier, str(number))
    assert bits[:counted] == "0" * counted
    assert bits[counted] == "1"


@given(NULLIFIERS, st.integers(0, 8))
def test_what_is_found_is_the_first_that_is_enough(nullifier, bits):
    proof = work.find(nullifier, bits)
    assert work.is_decimal(proof)
    assert work.zero_bits(nullifier, proof) >= bits
    assert all(work.zero_bits(nullifier, str(less)) < bits for less in range(int(proof)))


@given(NUMBERS)
def test_a_number_has_one_spelling(number):
    assert work.is_decimal(str(number))
    for other in (f"0{number}", f"+{number}", f"{number}\n", f" {number}", f"{number}.0"):
        assert not work.is_decimal(other)


@pytest.mark.parametrize("text", ["", "-1", "1e3", "0x1", "１", "٣", "1" * 21, "1_0"])
def test_anything_else_is_no_number(text):
    assert not work.is_decimal(text)

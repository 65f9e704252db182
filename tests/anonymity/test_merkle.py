import hashlib
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.anonymity import merkle

LEAVES = st.lists(st.binary(min_size=32, max_size=32), max_size=130)


def seeded(number: int) -> Random:
    return Random(number)  # noqa: S311 - a test must give the same twice


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def test_leaves_are_tagged_by_what_they_prove():
    commitment = bytes(range(32))
    assert merkle.received_leaf(commitment) == sha(b"\x00", b"r", commitment)
    assert merkle.decided_leaf(commitment, "reject", "insult") == sha(
        b"\x00", b"d", commitment, b"reject", b"\x00", b"insult"
    )
    approved = merkle.decided_leaf(commitment, "approve", None)
    assert approved == sha(b"\x00", b"d", commitment, b"approve", b"\x00")


@given(LEAVES)
@settings(max_examples=30)
def test_every_leaf_proves_itself_and_no_other(leaves):
    built = merkle.tree(leaves, seeded(1))
    for leaf in leaves:
        index = built.index(leaf)
        path = built.path(index)
        assert merkle.verify(leaf, index, path, built.root)
        assert not merkle.verify(sha(leaf), index, path, built.root)
        assert not merkle.verify(leaf, index ^ 1, path, built.root) or leaf == path[0]


@given(LEAVES.filter(bool), st.data())
@settings(max_examples=30)
def test_a_changed_path_proves_nothing(leaves, data):
    built = merkle.tree(leaves, seeded(1))
    index = built.index(leaves[0])
    path = built.path(index)
    at = data.draw(st.integers(0, len(path) - 1))
    flipped = [*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]]
    assert not merkle.verify(leaves[0], index, flipped, built.root)
    assert not merkle.verify(leaves[0], index, path[:-1], built.root)
    assert not merkle.verify(leaves[0], index + len(built.leaves), path, built.root)
    assert not merkle.verify(leaves[0], -1, path, built.root)


@pytest.mark.parametrize(("count", "size"), [(0, 64), (1, 64), (64, 64), (65, 128), (129, 256)])
def test_a_tree_is_filled_to_a_power_of_two_of_at_least_64(count, size):
    leaves = [sha(bytes([n])) for n in range(count)]
    built = merkle.tree(leaves)
    assert len(built.leaves) == size
    assert list(built.leaves) == sorted(built.leaves)
    assert set(leaves) <= set(built.leaves)
    assert len(set(built.leaves)) == size


def test_the_root_is_the_tagged_hash_of_pairs():
    built = merkle.tree([], seeded(7))
    level = sorted(built.leaves)
    while len(level) > 1:
        level = [sha(b"\x01", level[n], level[n + 1]) for n in range(0, len(level), 2)]
    assert built.root == level[0]


def test_fillers_differ_from_release_to_release():
    assert merkle.tree([]).root != merkle.tree([]).root


def test_a_tree_of_its_own_leaves_is_the_same_tree():
    built = merkle.tree([sha(b"x")])
    assert merkle.tree(built.leaves).root == built.root


def test_a_leaf_that_is_not_there_has_no_index():
    built = merkle.tree([], seeded(1))
    for leaf in (bytes(32), b"\xff" * 32, sha(b"x")):
        with pytest.raises(ValueError, match="no such leaf"):
            built.index(leaf)


def test_only_whole_hashes_are_leaves():
    for build in (merkle.received_leaf, lambda short: merkle.tree([short])):
        with pytest.raises(ValueError, match="32 bytes"):
            build(bytes(31))

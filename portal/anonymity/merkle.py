"""The tree under a release: its root is public, and an author can prove to be under it."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random, SystemRandom

SMALLEST = 64
HASH_BYTES = 32


def received_leaf(commitment: bytes) -> bytes:
    """Hash a post that a release moved: SHA-256(0x00 || "r" || commitment)."""
    return hashlib.sha256(b"\x00r" + _whole(commitment)).digest()


def decided_leaf(commitment: bytes, outcome: str, reason: str | None) -> bytes:
    """Hash a moderation outcome: SHA-256(0x00 || "d" || commitment || outcome || 0x00 || reason).

    No reason is no bytes.
    """
    said = outcome.encode() + b"\x00" + (reason or "").encode()
    return hashlib.sha256(b"\x00d" + _whole(commitment) + said).digest()


@dataclass(frozen=True, slots=True)
class Tree:
    """All levels from the sorted leaves up to the root."""

    levels: tuple[tuple[bytes, ...], ...]

    @property
    def leaves(self) -> tuple[bytes, ...]:
        """The leaves in their order, fillers among them."""
        return self.levels[0]

    @property
    def root(self) -> bytes:
        """What the key log publishes of this release."""
        return self.levels[-1][0]

    def index(self, leaf: bytes) -> int:
        """Say where a leaf stands; raises ValueError when it is not in the tree."""
        at = bisect_left(self.leaves, leaf)
        if self.leaves[at : at + 1] != (leaf,):
            raise ValueError("no such leaf")
        return at

    def path(self, index: int) -> list[bytes]:
        """Give the siblings from the leaf at `index` up to the root."""
        return [level[(index >> depth) ^ 1] for depth, level in enumerate(self.levels[:-1])]


def tree(leaves: Iterable[bytes], rng: Random | None = None) -> Tree:
    """Build a tree, filled with random leaves to a power of two of at least 64, sorted.

    The fillers hide how many posts there were, the order hides which came first.
    """
    filled = [_whole(leaf) for leaf in leaves]
    source = rng or SystemRandom()
    size = max(SMALLEST, 1 << (len(filled) - 1).bit_length())
    filled += [source.randbytes(HASH_BYTES) for _ in range(size - len(filled))]
    levels = [tuple(sorted(filled))]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append(tuple(map(_node, below[::2], below[1::2])))
    return Tree(tuple(levels))


def verify(leaf: bytes, index: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether `path` leads from `leaf` at `index` to `root`."""
    if not 0 <= index < 1 << len(path):
        return False
    node = leaf
    for depth, sibling in enumerate(path):
        node = _node(sibling, node) if index >> depth & 1 else _node(node, sibling)
    return node == root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _whole(value: bytes) -> bytes:
    if len(value) != HASH_BYTES:
        raise ValueError("a commitment or leaf has 32 bytes")
    return value

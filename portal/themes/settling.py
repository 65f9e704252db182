"""Rows of groups that were cut from a tree, each moved to where it fits better."""

import numpy as np
from scipy.sparse import csr_array

from portal.themes.vectors import Floats, Ints

# More than 1 favours more and smaller groups.
GAMMA = 1.15

# So often each row goes to the group it is bound to most; all go at once, so no order matters.
ROUNDS = 2


def settled(groups: Ints, graph: csr_array, similarity: Floats) -> Ints:
    """Groups of rows after each row went to those it is bound to, then to the nearest middle.

    A tree never takes back what it joined early; this does.
    """
    for _round in range(ROUNDS):
        groups = _most_bound(groups, graph)
    return _nearest_middle(groups, similarity)


def _belongs(groups: Ints) -> csr_array:
    """Which row is in which group, (rows, groups)."""
    _kept, numbers = np.unique(groups, return_inverse=True)
    size = len(groups)
    ones = np.ones(size, dtype=np.float32)
    return csr_array((ones, numbers, np.arange(size + 1)), shape=(size, int(numbers.max()) + 1))


def _most_bound(groups: Ints, graph: csr_array) -> Ints:
    """For each row the group in which it adds most to modularity."""
    belongs = _belongs(groups)
    degrees = np.asarray(graph.sum(axis=1)).ravel()
    others = (degrees @ belongs)[None, :] - belongs.multiply(degrees[:, None]).toarray()
    expected = degrees[:, None] * others * (GAMMA / max(float(degrees.sum()), 1e-9))
    return _first_best((graph @ belongs).toarray() - expected)


def _nearest_middle(groups: Ints, similarity: Floats) -> Ints:
    belongs = _belongs(groups)
    sums = (belongs.T @ similarity).T
    lengths = np.sqrt(np.maximum(belongs.multiply(sums).sum(axis=0), 1e-9))
    return _first_best(sums / lengths)


def _first_best(scores: Floats) -> Ints:
    # Machines differ in the last bits; of equals the first is taken.
    return np.asarray(np.argmax(np.round(scores, 5), axis=1), dtype=np.int64)

"""Rows that a tree joined early to the wrong group go to the one they fit."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from portal.themes.clustering import neighbours
from portal.themes.settling import settled

# Rows 0 to 4 are alike, and 5 to 9.
PAIR = np.kron(np.eye(2), np.ones((5, 5))).astype(np.float32) * 0.8
PAIR[np.diag_indices(10)] = 1.0


def loose(similarity):
    """Bonds of a similarity without those of rows to themselves."""
    return csr_array(similarity - np.diag(np.diag(similarity)))


@pytest.mark.parametrize("astray", [0, 4, 7])
def test_a_row_goes_to_the_group_it_is_bound_to(astray):
    cut = np.repeat([0, 1], 5)
    cut[astray] = 1 - cut[astray]
    assert settled(cut, loose(PAIR), PAIR).tolist() == np.repeat([0, 1], 5).tolist()


def test_a_row_bound_to_nothing_goes_to_the_nearest_middle():
    similarity = np.pad(PAIR, (0, 1))
    similarity[10, 5:10] = similarity[5:10, 10] = 0.3
    similarity[10, 10] = 1.0
    bonds = similarity.copy()
    bonds[10] = bonds[:, 10] = 0.0
    assert settled(np.repeat([0, 1, 0], [5, 5, 1]), loose(bonds), similarity)[10] == 1


def test_groups_that_fit_stay():
    cut = np.repeat([0, 1], 5)
    assert (settled(cut, loose(PAIR), PAIR) == cut).all()


def test_the_nearer_of_two_neighbours_weighs_more():
    size = 30
    far = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    similarity = np.where(far == 0, 1.0, np.where(far <= 1, 0.9, 0.89)).astype(np.float32)
    bonds = neighbours(similarity).toarray()
    assert bonds[15, 16] > 1.5 * bonds[15, 12] > 0

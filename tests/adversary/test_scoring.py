"""The figures: bounds of rates."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adversary import scoring
from tests.adversary.scoring import Score, clopper_pearson, lower_bound


def at_most(hits, trials, rate):
    return sum(comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(hits + 1))


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_under_the_bound_so_few_hits_are_one_in_twenty(counts):
    hits, trials = counts
    assert at_most(hits, trials, clopper_pearson(hits, trials)) == pytest.approx(0.05, rel=1e-4)


@pytest.mark.parametrize(
    ("hits", "trials", "bound"),
    [(0, 10, 0.2589), (1, 10, 0.3942), (0, 4000, 0.000749), (10, 10, 1.0)],
)
def test_known_upper_bounds(hits, trials, bound):
    assert clopper_pearson(hits, trials) == pytest.approx(bound, rel=1e-3)


def test_the_lower_bound_is_the_upper_one_of_what_was_missed():
    assert lower_bound(9, 10) == pytest.approx(1 - 0.3942, rel=1e-3)
    assert lower_bound(0, 10) == 0


def test_both_ways_each_world_is_scored_once_by_what_the_others_chose(monkeypatch):
    worlds, scored = [1, 2, 30, 40], []

    def judged(given):
        scored.extend(given[len(given) // 2 :])
        return Score(posts=sum(given[len(given) // 2 :]))

    monkeypatch.setattr(scoring, "judged", judged)
    assert scoring.judged_both_ways(worlds).posts == sum(worlds)
    assert sorted(scored) == worlds


def test_scores_add_up():
    score = Score()
    for chance, hit in ((0.1, 1), (0.2, 0)):
        score.add(Score(hit, 1, chance))
    assert (score.rate, score.chance) == (0.5, pytest.approx(0.15))

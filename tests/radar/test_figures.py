"""The bars, on companies that no threshold has met: kinds told apart, honest ones left in peace."""

import pytest

from portal.radar.thresholds import COMPANY, EASY, FORMAL, OBJECTIVE, THRESHOLDS
from tests.radar import simulator, tuning
from tests.radar.measuring import SEEDS, measured

# 150 companies a setting take some two seconds.
SETTINGS = [
    pytest.param(
        one,
        id=f"missing-{one.missing}-noise-{one.noise}",
        marks=[pytest.mark.long] if place else [],
    )
    for place, one in enumerate(simulator.SETTINGS)
]


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_kinds_are_told_apart_and_honest_companies_left_in_peace(setting):
    score = measured(setting, levels=[COMPANY])
    assert sum(score.read.values()) == 3 * len(SEEDS)
    assert score.accuracy >= 0.95
    assert score.rate("honest", COMPANY) <= 1 / 20
    # Nobody is left in peace by silence alone.
    assert score.rate("formalist", COMPANY) > 1
    assert score.rate("sandbagging", COMPANY) > 1


@pytest.mark.long
def test_thresholds_are_those_that_the_first_seeds_give():
    levels = [level for level in THRESHOLDS if level != OBJECTIVE]
    assert {level: tuning.chosen(level)[1] for level in levels} == {
        level: THRESHOLDS[level] for level in levels
    }
    easy, _errors = tuning.parting(tuning.easy, ("honest", "formalist"), "sandbagging")
    formal, _errors = tuning.parting(tuning.formal, ("honest",), "formalist")
    assert (easy, formal) == (EASY, FORMAL)

"""Rounds are kept, summed up and held against their thresholds."""

import pytest

from benchmarks.harness import FLOOR, Measured, Round, Spread, ratio, undisturbed
from benchmarks.judging import Report, Threshold, thresholds


def turn(cpu: float) -> Measured:
    return Measured(cpu, 1.0, 1, 1.0, 1.0, 1.0, 1)


def rounds(*costs: tuple[float, float]) -> list[Round]:
    """Rounds with the cost of the floor and of the page; the peer costs 10."""
    return [
        Round(0.0, {FLOOR: turn(floor), "page": turn(page), "peer": turn(10)})
        for floor, page in costs
    ]


def test_a_round_is_left_out_when_even_the_floor_was_dear():
    taken = rounds((1.0, 1), (1.5, 2), (1.6, 3), (1.0, 4), (1.0, 5))
    assert [one.turns["page"].cpu for one in undisturbed(taken)] == [1, 2, 4, 5]


def test_a_ratio_is_the_median_of_the_ratios_of_each_round_with_its_range():
    assert ratio(rounds((1, 1), (1, 4), (1, 2)), "page", "peer") == Spread(0.2, 0.1, 0.4)


@pytest.mark.parametrize(
    ("threshold", "found", "verdict"),
    [
        (Threshold("", 0.4, 0.8), 0.4, "good"),
        (Threshold("", 0.4, 0.8), 0.8, "short"),
        (Threshold("", 0.4, 0.8), 0.81, "FAILS"),
        (Threshold("", 0.5, 0.4, more=True), 0.5, "good"),
        (Threshold("", 0.5, 0.4, more=True), 0.4, "short"),
        (Threshold("", 0.5, 0.5, more=True), 0.49, "FAILS"),
    ],
)
def test_a_ratio_is_good_short_of_its_target_or_beyond_its_limit(threshold, found, verdict):
    assert threshold.verdict(found) == verdict


def test_a_report_fails_with_its_worst_ratio():
    report = Report("post", [])
    report.judge("R8", Spread.of([thresholds()["R8"].fail]))
    assert not report.failed()
    report.judge("R1", Spread.of([thresholds()["R1"].fail * 2]))
    assert report.failed()

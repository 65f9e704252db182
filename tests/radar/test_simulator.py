"""The made companies: the same for a seed, of every size, and not to be told apart by one look."""

from functools import cache

import pytest

from tests.radar import simulator, traits
from tests.radar.simulator import Setting, quarter


def test_a_seed_gives_the_same_company_and_another_seed_another():
    assert quarter(3, "honest") == quarter(3, "honest")
    assert quarter(3, "honest") != quarter(4, "honest")


@pytest.mark.parametrize("kind", traits.KINDS)
def test_every_kind_reports_what_an_okr_tool_holds(kind):
    made = quarter(1, kind)
    results = [kr for one in made.objectives for kr in one.key_results]
    assert {kr.kind for kr in results} == {"reach", "reduce", "rate"}
    assert all(kr.target < kr.baseline for kr in results if kr.kind == "reduce")
    readings = [one for kr in results for one in kr.check_ins]
    assert {one.week for one in readings} == set(range(1, simulator.WEEKS + 1))
    assert all(0 <= one.confidence <= 10 for one in readings)
    assert {one.department for one in made.objectives} == {one.department for one in made.leaders}
    assert 0 <= made.decided <= made.replied


def lost(made):
    results = [kr for one in made.objectives for kr in one.key_results]
    return 1 - sum(len(kr.check_ins) for kr in results) / (len(results) * simulator.WEEKS)


def test_a_fifth_of_the_weeks_can_go_missing():
    made = [(quarter(s, "formalist"), quarter(s, "formalist", Setting(0.2))) for s in range(10)]
    more = [lost(thin) - lost(whole) for whole, thin in made]
    assert 0.14 < sum(more) / len(more) < 0.22


def ended(made):
    """The share of key results that ended at 95 % or more."""
    results = [kr for one in made.objectives for kr in one.key_results if kr.check_ins]
    ends = [(kr.check_ins[-1].value - kr.baseline) / (kr.target - kr.baseline) for kr in results]
    return sum(end >= 0.95 for end in ends) / len(ends)


def silent(made):
    results = [kr for one in made.objectives for kr in one.key_results]
    return sum(not kr.blockers for kr in results) / len(results)


@cache
def of_kind(kind):
    return [quarter(seed, kind) for seed in range(40)]


@pytest.mark.parametrize("figure", [ended, silent])
def test_no_one_figure_tells_the_kinds_apart(figure):
    found = {kind: [figure(one) for one in of_kind(kind)] for kind in traits.KINDS}
    for kind in ("formalist", "sandbagging"):
        assert min(found[kind]) < max(found["honest"]), kind

"""Objectives end reached or failed; what was learned is found again, and can be taken back."""

from datetime import date

import pytest

from portal.core.db import transaction
from portal.core.errors import Invalid
from portal.okr import outcomes
from portal.okr.outcomes import Ending, Learning
from tests.making import make_goal

pytestmark = pytest.mark.everywhere
LEARNED = Learning("夾具換了兩次", "料太硬", "先試料再買")


def end(actors, objective, ending=Ending.FAILED, learned=LEARNED):
    with transaction():
        return outcomes.end(actors["bob"], objective, ending, learned)


@pytest.mark.parametrize("missing", ["what", "why", "next"])
def test_a_failure_tells_what_why_and_what_next(actors, goal, missing):
    with pytest.raises(Invalid):
        end(actors, goal.objective, learned=Learning(**(vars(LEARNED) | {missing: ""})))
    assert outcomes.outcome_of(goal.objective_id) is None


def test_what_was_reached_needs_no_words(actors, goal):
    end(actors, goal.objective, Ending.REACHED, Learning(""))
    assert outcomes.endings([goal.objective_id]) == {goal.objective_id: "reached"}


def test_said_again_it_replaces_what_was_said(actors, goal):
    end(actors, goal.objective, Ending.REACHED, Learning("做到了"))
    end(actors, goal.objective)
    [told] = outcomes.learnings()
    assert (told.ending, told.what, told.next) == ("failed", "夾具換了兩次", "先試料再買")


def test_taken_back_it_runs_again(actors, goal):
    end(actors, goal.objective)
    with transaction():
        outcomes.reopen(actors["bob"], goal.objective)
        outcomes.reopen(actors["bob"], goal.objective)
    assert outcomes.endings([goal.objective_id]) == {}


def test_learnings_page_with_the_latest_cycle_first(actors, goal):
    other = make_goal("charlie", "門市的訂單，當天回覆", "門市營運")
    end(actors, goal.objective)
    end(actors, other.objective)
    first, second = (outcomes.learnings(page=page, size=1) for page in (1, 2))
    assert {first[0].objective_id, second[0].objective_id} == {
        goal.objective_id,
        other.objective_id,
    }
    assert list(outcomes.learnings(page=3, size=1)) == []


def test_before_a_cycle_means_of_earlier_ones(actors, goal):
    end(actors, goal.objective)
    starts = goal.objective.cycle.starts
    assert list(outcomes.learnings(before=starts)) == []
    assert len(outcomes.learnings(before=date(starts.year + 1, 1, 1))) == 1

"""Published goals change with a reason; what they were stays, and turning them is counted."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.core.db import db, transaction
from portal.okr import readings, versions
from portal.okr.models import CheckIn
from portal.okr.versions import GoalVersion

pytestmark = pytest.mark.everywhere


def change(actors, goal, reason="客戶換了規格", **fields):
    with transaction():
        versions.change_key_result(
            actors["bob"], goal, replace(versions.aim_of(goal), **fields), reason
        )


def kept():
    return db.session.scalars(select(GoalVersion).order_by(GoalVersion.number)).all()


def test_what_it_was_is_kept_with_the_reason(actors, goal):
    before = versions.aim_of(goal)
    change(actors, goal, target=90, plain="準時")
    [was] = kept()
    assert (was.title, was.plain, was.target) == (before.title, before.plain, 95)
    assert (was.reason, was.account_id, was.number) == ("客戶換了規格", actors["bob"].id, 1)
    assert (goal.target, goal.plain) == (90, "準時")


@pytest.mark.parametrize(
    ("fields", "turned"),
    [
        ({"title": "退件率"}, True),
        ({"target": 60}, True),
        ({"kind": "reduce"}, True),
        ({"plain": "準時"}, False),
        ({"unit": "成"}, False),
        ({"baseline": 70}, False),
    ],
)
def test_only_title_target_and_kind_are_its_direction(actors, goal, fields, turned):
    change(actors, goal, **fields)
    assert versions.turns_of(goal.id) == int(turned)


def test_a_figure_that_is_written_is_needed_no_more(actors, goal):
    with transaction():
        goal.needs_number = True
    change(actors, goal, title="退件率")
    assert goal.needs_number
    change(actors, goal, target=60)
    assert not goal.needs_number


def test_the_same_again_is_no_change(actors, goal):
    change(actors, goal)
    assert kept() == []


def test_figure_check_ins_and_their_numbers_stay(actors, goal):
    with transaction():
        readings.check_in(actors["bob"], goal, 88, 5, "換了夾具")
    change(actors, goal, target=60, baseline=10)
    assert goal.current == 88
    assert [one.value for one in db.session.scalars(select(CheckIn))] == [88]


def test_an_objective_and_its_key_results_tell_one_history(actors, goal):
    with transaction():
        versions.change_objective(actors["bob"], goal.objective, "讓客人放心下單", "說得更清楚")
    change(actors, goal, target=60)
    change(actors, goal, target=70)
    past = versions.versions_of(goal.objective)
    assert sorted(one.number for one in past) == [1, 1, 2]
    assert all(one.turned for one in past)
    assert goal.objective.title == "讓客人放心下單"

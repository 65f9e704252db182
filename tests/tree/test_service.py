"""The tree as the database has it, moving in it, and the shares of departments."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.okr import mounts
from portal.okr.models import Objective
from portal.tree import moving, service, structure
from portal.tree.models import ShareState
from portal.tree.moving import Moved
from tests.making import make_goal


@pytest.fixture
def shop(cast):
    """Charlie's objective, of another team."""
    return make_goal("charlie", "電話不響三聲", "門市營運").objective


@pytest.fixture
def own(goal):
    return goal.objective


@pytest.fixture
def under(own):
    """Another objective of Bob's part."""
    return make_goal("bob", "換模四十分鐘", "沖壓課").objective


def test_under_an_own_goal_it_stands_at_once_and_at_the_top_again(backend, own, under, actors):
    with transaction():
        assert moving.move(actors["bob"], under, own.id) is Moved.THERE
    tree = structure.of_cycle(own.cycle)
    assert tree.children[own.id] == [under.id]
    assert [depth for id_, depth in tree.walk() if id_ == under.id] == [1]
    with transaction():
        moving.move(actors["bob"], under, "top")
    assert under.id in structure.of_cycle(own.cycle).children[None]


def test_under_the_goal_of_somebody_else_it_is_asked_for(backend, own, shop, actors):
    with transaction():
        assert moving.move(actors["bob"], own, shop.id) is Moved.ASKED
    assert structure.of_cycle(own.cycle).mounted == {}
    (mount,) = mounts.of_objective(own)
    with transaction():
        mounts.answer(actors["charlie"], mount, accept=True)
    assert structure.of_cycle(own.cycle).mounted == {shop.id: [own.id]}


def test_nothing_stands_under_itself_or_under_a_goal_that_is_not_there(own, under, actors):
    with transaction():
        moving.move(actors["bob"], under, own.id)
    for place in (own.id, under.id, "x" * 26):
        with pytest.raises(Invalid), transaction():
            moving.move(actors["bob"], own, place)


@pytest.mark.parametrize(("days", "stands"), [(60, True), (7, True), (-1, False)])
def test_one_stands_under_a_goal_that_is_to_come_but_not_under_one_that_is_over(
    own, under, actors, days, stands
):
    with transaction():
        own.cycle.ends = clock.today() + timedelta(days=days)
        own.cycle.starts = own.cycle.ends - timedelta(days=7)
    with nullcontext() if stands else pytest.raises(Invalid), transaction():
        moving.move(actors["bob"], under, own.id)
    assert (under.parent_id == own.id) is stands


def test_a_circle_in_old_data_ends_where_it_closes(own, under):
    with transaction():
        own.parent_id, under.parent_id = under.id, own.id
    tree = structure.of_cycle(own.cycle)
    assert sorted(id_ for id_, _depth in tree.walk()) == sorted([own.id, under.id])


def test_places_are_found_by_words_and_never_below_itself(own, under, shop, actors):
    with transaction():
        moving.move(actors["bob"], under, own.id)
    found = [goal.id for goal in moving.places(own, "")]
    assert under.id not in found
    assert shop.id in found
    assert [g.id for g in moving.places(own, "門市") if isinstance(g, Objective)] == [shop.id]


def test_goals_of_the_teams_over_it_are_offered_before_others(own, shop):
    company = make_goal("ada", "全公司準時", "公司").objective
    # By its title it would come first.
    shop.title = "A"
    found = [goal.id for goal in moving.places(own, "") if isinstance(goal, Objective)]
    assert found.index(company.id) < found.index(shop.id)


def test_a_department_takes_on_a_part_once_its_manager_agrees(backend, own, shop, actors):
    with transaction():
        share = service.ask(actors["bob"], own, shop.team_id, 30, "兩小時內包裝好")
    assert [one.percent for one in service.parts(own)] == [70, 30]
    with transaction():
        service.accept(actors["charlie"], share)
    assert share.state == ShareState.ACCEPTED
    with pytest.raises(Conflict), transaction():
        service.accept(actors["charlie"], share)
    with transaction():
        service.end(actors["bob"], share)
    assert service.parts(own) == []


def test_what_the_own_part_takes_on_is_agreed_at_once_and_its_results_are_its_own(
    goal, own, under, actors, cast
):
    with transaction():
        goal.owner_id, goal.owner_team_id = cast.alice, under.team_id
        service.ask(actors["bob"], own, under.team_id, 40, "換模")
    first, second = service.parts(own)
    assert (first.far, len(second.results), second.far) == (None, 1, pytest.approx(8 / 17))
    assert second.share.state == ShareState.ACCEPTED


@pytest.mark.parametrize(("percent", "team"), [(0, None), (101, None), (10, "own"), (10, "none")])
def test_a_share_is_of_another_department_and_of_what_is_left(own, shop, actors, percent, team):
    teams = {None: shop.team_id, "own": own.team_id, "none": "x"}
    with pytest.raises(Invalid), transaction():
        service.ask(actors["bob"], own, teams[team], percent, "包裝")


def test_a_department_takes_part_once(own, shop, actors):
    with transaction():
        service.ask(actors["bob"], own, shop.team_id, 30, "包裝")
    with pytest.raises(Conflict), transaction():
        service.ask(actors["bob"], own, shop.team_id, 30, "包裝")
    assert db.session.query(Objective).count() == 2

"""Objectives hang under goals of other teams when the owner there agrees, and never in a circle."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.okr import alignment, mounts
from portal.okr.models import Mount, MountState, Objective
from tests.front.reading import refused
from tests.making import make_goal

EVERYBODY = ("alice", "bob", "charlie", "mona", "ada")


@pytest.fixture
def theirs(cast):
    """Bob's objective, in the production department."""
    return make_goal("bob").objective


@pytest.fixture
def ours(cast):
    """Charlie's objective, in the sales department, with a key result."""
    return make_goal("charlie", "門市的訂單，當天回覆", "門市營運")


@pytest.fixture
def asked(actors, theirs, ours):
    with transaction():
        return mounts.ask(actors["bob"], theirs, ours.id)


def stands_under(goal):
    return {up for level in alignment.levels(goal)[1:] for up in level}


def test_an_objective_hangs_there_once_the_owner_agrees(actors, theirs, ours, asked):
    assert stands_under(theirs.id) == set()
    with transaction():
        mounts.answer(actors["charlie"], asked, accept=True)
    assert alignment.levels(theirs.id) == [[theirs.id], [ours.id], [ours.objective_id]]


def test_who_is_declined_reads_why_and_may_ask_again(actors, theirs, ours, asked, sign_in):
    with transaction():
        mounts.answer(actors["charlie"], asked, accept=False, words="這季先把門市的事做完。")
    assert stands_under(theirs.id) == set()
    assert "這季先把門市的事做完。" in sign_in("bob").get(f"/in/objectives/{theirs.id}").text
    with transaction():
        assert mounts.ask(actors["bob"], theirs, ours.id).state == MountState.ASKED


def test_it_is_asked_and_answered_once(actors, theirs, ours, asked):
    with pytest.raises(Conflict):
        mounts.ask(actors["bob"], theirs, ours.id)
    mounts.answer(actors["charlie"], asked, accept=True)
    with pytest.raises(Conflict):
        mounts.answer(actors["charlie"], asked, accept=False)
    with pytest.raises(Conflict):
        mounts.ask(actors["bob"], theirs, ours.id)


def test_who_answers_for_both_has_it_at_once(actors, theirs, cast):
    other = make_goal("bob", "料要準時到", "資訊部")
    with transaction():
        assert mounts.ask(actors["bob"], theirs, other.id).state == MountState.ACCEPTED


def test_no_circle_can_be_asked_for_or_agreed_to(actors, theirs, ours, asked):
    back = mounts.ask(actors["charlie"], ours.objective, theirs.id)
    mounts.answer(actors["charlie"], asked, accept=True)
    db.session.flush()
    with pytest.raises(Conflict):
        mounts.answer(actors["bob"], back, accept=True)
    db.session.delete(back)
    db.session.flush()
    for place in (theirs.id, theirs.key_results[0].id):
        with pytest.raises(Invalid):
            mounts.ask(actors["charlie"], ours.objective, place)
    assert theirs.id not in [goal.id for goal in mounts.places_for(ours.objective)]


def test_what_is_over_or_not_there_is_no_place(actors, theirs, ours):
    ended(ours, days=-1)
    for place in (ours.id, "a" * 26):
        with pytest.raises(Invalid):
            mounts.ask(actors["bob"], theirs, place)


def ended(goal, days):
    """Let the cycle of a goal, and of all others, end this many days from now."""
    with transaction():
        cycle = goal.objective.cycle
        cycle.ends = clock.today() + timedelta(days=days)
        cycle.starts = cycle.ends - timedelta(days=7)


def test_goals_of_a_quarter_that_is_to_come_are_aligned_before_it_begins(actors, theirs, ours):
    ended(ours, days=60)
    assert mounts.ask(actors["bob"], theirs, ours.id).state == MountState.ASKED


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12))
def test_goals_of_any_graph_come_once_each_level_by_level(edges):
    known = {}
    for below, up in edges:
        known[str(below)] = (*known.get(str(below), ()), str(up))
    found = alignment.levels("0", known)
    flat = [goal for level in found for goal in level]
    assert len(flat) == len(set(flat))
    assert set(flat) == reached(known)


def reached(known):
    seen, waiting = set(), ["0"]
    while waiting:
        goal = waiting.pop()
        if goal not in seen:
            seen.add(goal)
            waiting += known.get(goal, ())
    return seen


@pytest.mark.parametrize("name", EVERYBODY)
def test_owners_and_their_managers_ask(sign_in, theirs, ours, name):
    address = f"/in/objectives/{theirs.id}/mounts"
    answer = sign_in(name).post(address, data={"place": ours.id})
    assert answer.status_code == (302 if name == "bob" else 403)
    assert db.session.scalar(select(Mount.id)) is None or name == "bob"


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_owner_above_answers(sign_in, asked, name):
    answer = sign_in(name).post(f"/in/mounts/{asked.id}", data={"answer": "accept", "words": "好"})
    assert answer.status_code == (302 if name == "charlie" else 403)
    db.session.expire_all()
    assert (asked.state == MountState.ACCEPTED) is (name == "charlie")


@pytest.mark.parametrize("name", EVERYBODY)
def test_either_side_ends_it(sign_in, asked, name):
    answer = sign_in(name).post(f"/in/mounts/{asked.id}/end")
    assert answer.status_code == (302 if name in {"bob", "charlie"} else 403)
    db.session.expire_all()
    assert (db.session.scalar(select(Mount.id)) is None) is (name in {"bob", "charlie"})


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_reads_where_an_objective_stands(sign_in, asked, theirs, ours, name):
    page = sign_in(name).get(f"/in/objectives/{theirs.id}")
    assert page.status_code == 200
    assert ours.title in page.text


def test_the_owner_above_finds_it_at_home(sign_in, asked, theirs):
    assert theirs.title in sign_in("charlie").get("/in/").text
    assert theirs.title not in sign_in("mona").get("/in/").text


def test_a_choice_that_is_none_is_refused(sign_in, theirs):
    refused(sign_in("bob").post(f"/in/objectives/{theirs.id}/mounts", data={"place": ""}))
    assert sign_in("bob").get(f"/in/objectives/{'a' * 26}").status_code == 404
    assert sign_in("bob").post(f"/in/mounts/{'a' * 26}").status_code == 404


def test_a_mount_says_which_goal_it_hangs_under(theirs, asked, ours):
    assert db.session.get_one(Objective, theirs.id).id == asked.objective.id
    assert asked.over is ours

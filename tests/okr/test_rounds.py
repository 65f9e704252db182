"""A week's round: from one key result of one's own to the next, none is asked for twice."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.okr import readings, rounds
from portal.okr.models import CheckIn
from tests.making import make_goal
from tests.okr.test_views import check_in, count


@pytest.fixture
def wednesday(app, time_machine):
    """The middle of a week, wherever this one is."""
    day = clock.today()
    time_machine.move_to(clock.now() + timedelta(days=2 - day.weekday()), tick=False)


@pytest.fixture
def three(wednesday, goal):
    """Bob's key results."""
    return [goal, *(make_goal("bob", f"第 {number} 個") for number in (2, 3))]


def left(cast):
    return {one.id for one in rounds.left(cast.bob, clock.today())}


def test_what_was_updated_since_monday_is_not_left(three, cast, actors, time_machine):
    with transaction():
        readings.check_in(actors["bob"], three[0], 90, 6, "")
    assert left(cast) == {three[1].id, three[2].id}
    time_machine.move_to(clock.now() + timedelta(days=4), tick=False)
    assert left(cast) == {three[1].id, three[2].id}
    time_machine.move_to(clock.now() + timedelta(days=1), tick=False)
    assert left(cast) == {one.id for one in three}


def test_after_each_the_next_comes_and_after_the_last_one_home(three, sign_in, cast):
    bob, seen = sign_in("bob"), []
    address = f"/in/krs/{three[1].id}/check-ins?round=1"
    while "/krs/" in address:
        seen.append(address.split("/")[3])
        words = {2: "這週還有 3 個", 1: "這週還有 2 個", 0: "這週還有 1 個"}[3 - len(seen)]
        assert words in bob.get(address).text
        address = bob.post(address, data={"value": "90", "confidence": "6"}).location
    assert address == "/in/?saved=round"
    assert sorted(seen) == sorted(one.id for one in three)
    assert "這週都更新過了" in bob.get(address).text


def test_without_a_round_the_page_of_the_goal_follows(three, sign_in):
    answer = sign_in("bob").post(f"/in/krs/{three[0].id}/no-change")
    assert answer.location == f"/in/krs/{three[0].id}"


def test_no_change_says_the_same_figure_as_surely_and_nothing_else(three, sign_in, cast):
    bob = sign_in("bob")
    check_in(bob, three[0])
    address = f"/in/krs/{three[0].id}/no-change?round=1"
    assert "round=1&amp;saved=1" in bob.post(address).text
    assert count(CheckIn) == 2
    last, before = readings.latest(three[0].id)
    assert (last.value, last.confidence, last.note) == (before.value, before.confidence, "")


def test_what_is_wrong_stays_on_the_page_and_in_the_round(three, sign_in, cast):
    address = f"/in/krs/{three[0].id}/check-ins?round=1"
    answer = sign_in("bob").post(address, data={"value": "很多", "note": "說過的"})
    assert answer.status_code == 422
    assert "說過的" in answer.text
    assert "這週還有 3 個" in answer.text
    assert db.session.query(CheckIn).count() == 0

"""The K-line on the page of a key result: its weeks, its marks, its table, its colours."""

from decimal import Decimal

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.okr import readings
from portal.people.models import Account


@pytest.fixture
def read(goal, actors):
    """Two readings of this week, and one that was put right."""
    with transaction():
        readings.check_in(actors["bob"], goal, Decimal(80), 6, "")
        db.session.flush()
        wrong = readings.check_in(actors["bob"], goal, Decimal(99), 6, "")
        db.session.flush()
        readings.correct(actors["bob"], wrong, Decimal(84), 6, "看錯")
    return wrong


def test_a_goal_without_readings_has_no_chart(goal, sign_in):
    assert 'class="kline"' not in sign_in("bob").get(f"/in/krs/{goal.id}").text


def test_its_weeks_are_drawn_and_told_in_a_table(goal, read, sign_in):
    page = sign_in("bob").get(f"/in/krs/{goal.id}?lang=en").text
    week = clock.today().isocalendar().week
    assert f"Week {week} opens at 78%, week {week} closes at 84%; the target is 95%." in page
    assert "<del" in page
    assert page.count("k-up") > 2
    assert "99" in page


def test_a_reading_is_corrected_by_who_may_and_stays_struck_through(goal, read, sign_in):
    bob = sign_in("bob")
    address = f"/in/check-ins/{read.id}/correct"
    assert "看錯" not in bob.get(address).text
    assert bob.post(address, data={"value": "x", "confidence": "5"}).status_code == 422
    assert bob.post(address, data={"value": "85", "confidence": "5"}).status_code == 302
    assert readings.values([goal.id])[goal.id] == [80, 85]
    assert sign_in("charlie").get(address).status_code == 403


@pytest.mark.parametrize(("choice", "seen"), [("", "east"), ("west", "west"), ("east", "east")])
def test_colours_follow_the_language_or_the_choice(sign_in, cast, goal, choice, seen):
    bob = sign_in("bob")
    bob.post("/in/account/candles", data={"candles": choice})
    assert f'data-candles="{seen}"' in bob.get(f"/in/krs/{goal.id}").text
    assert db.session.get(Account, cast.bob).candles == (choice or None)


def test_in_english_green_is_better(sign_in, goal):
    assert 'data-candles="west"' in sign_in("bob").get(f"/in/krs/{goal.id}?lang=en").text

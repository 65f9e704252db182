"""Scores in words: 0.7 is a good stretch, and where all is reached somebody asks why."""

from decimal import Decimal

import pytest

from portal.core.db import transaction
from portal.okr import progress, readings
from portal.okr.words import stretch
from tests.making import make_goal


@pytest.mark.parametrize(
    ("score", "said"),
    [
        ("0", ""),
        ("0.6", ""),
        ("0.7", "挑戰得好"),
        ("0.9", "挑戰得好"),
        ("1.0", "達成"),
        ("1.1", "超過目標"),
    ],
)
def test_a_score_says_what_it_means(app, score, said):
    with app.test_request_context("/in/"):
        assert stretch(Decimal(score)) == said


@pytest.fixture
def three(goal):
    return [goal, *(make_goal("bob", f"第 {number} 個") for number in (2, 3))]


def reach(actors, key_results, *values):
    with transaction():
        for one, value in zip(key_results, values, strict=True):
            readings.check_in(actors["bob"], one, Decimal(value), 6, "")


# Of 78 to 95.
@pytest.mark.parametrize(("last", "easy"), [(95, True), (99, True), (94, False)])
def test_only_where_everything_is_reached_it_may_have_been_too_easy(
    three, actors, sign_in, last, easy
):
    reach(actors, three, 95, 97, last)
    assert progress.too_easy(three) == easy
    page = sign_in("alice").get("/in/objectives").text
    assert ("目標是不是訂得太容易" in page) == easy
    assert ("/in/radar?cycle=" in page) or not easy


def test_of_one_or_two_nobody_can_say_so(three, actors):
    reach(actors, three[:2], 95, 95)
    assert not progress.too_easy(three[:2])
    assert not progress.too_easy([])


def test_the_list_and_the_page_of_a_goal_say_it(goal, actors, sign_in):
    reach(actors, [goal], 90)
    alice = sign_in("alice")
    assert "挑戰得好" in alice.get("/in/objectives").text
    assert "0.7（挑戰得好）" in alice.get(f"/in/krs/{goal.id}").text

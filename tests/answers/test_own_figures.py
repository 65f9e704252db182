"""Goals that the portal reads itself: once a week, of enough alone, and who is owner stays so."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.answers import own_figures
from portal.answers.models import Decision
from portal.core import clock
from portal.core.db import db, transaction
from portal.okr import readings
from portal.okr.candles import monday_of
from portal.okr.models import Source
from portal.people.models import Account
from portal.voice import weekly
from portal.voice.counts import Shown, Told
from portal.voice.models import Post
from tests.voice.company import released
from tests.voice.test_counting import company, said

__all__ = ["company"]
DETAILS = {"what": "人", "amount": "1", "by": "2026-12-01"}


@pytest.fixture
def read(goal):
    """Let the portal read the goal by one of its figures; what it read."""

    def feed(source):
        with transaction():
            goal.source = source.value
        own_figures.feed()
        return readings.values([goal.id]).get(goal.id)

    return feed


def test_what_was_said_in_a_week_is_read_once_a_week(read, goal, cast, monkeypatch):
    monkeypatch.setattr(weekly, "posted", lambda _week: Shown(Told.NUMBER, 12))
    assert read(Source.POSTED) == [12]
    assert read(Source.POSTED) == [12]
    (one,) = readings.latest(goal.id)
    assert (one.source, one.account_id, goal.current) == ("posted", cast.bob, 12)


@pytest.mark.parametrize("told", [None, Shown(Told.FEW), Shown(Told.WITHHELD)])
def test_of_few_nothing_is_read(read, monkeypatch, told):
    monkeypatch.setattr(weekly, "posted", lambda _week: told)
    assert read(Source.POSTED) is None


def test_a_goal_that_people_read_is_left_to_them(goal):
    own_figures.feed()
    assert readings.values([goal.id]) == {}


def decide(who, posts, days):
    with transaction() as session:
        for number, post in enumerate(posts):
            day = post.day + timedelta(days=days)
            session.add(
                Decision(
                    post_id=post.id,
                    account_id=who,
                    number=1,
                    kind="resources",
                    details=DETAILS | {"n": number},
                    day=day,
                )
            )


@pytest.mark.everywhere
def test_the_middle_of_the_hours_is_that_of_whole_working_days(backend, company):
    released(said(company, "沖壓課", 5), 2)
    released([], 3)
    posts = db.session.query(Post).all()
    who = db.session.scalars(select(Account.id)).first()
    decide(who, posts[:4], 1)
    monday = monday_of(posts[0].day) + timedelta(days=7)
    assert own_figures.hours(monday) is None
    decide(who, posts[4:], 3)
    assert own_figures.hours(monday) == 8
    assert own_figures.hours(monday + timedelta(days=60)) is None


def test_of_what_is_said_to_be_solved_the_confirmed_are_counted(company):
    released(said(company, "沖壓課", 5), 2)
    released([], 3)
    posts = db.session.query(Post).all()
    states = ["confirmed", "confirmed", "claimed", "reopened"]
    with transaction():
        for post, state in zip(posts, states, strict=False):
            post.progress = state
    assert own_figures.solved(clock.today()) is None
    with transaction():
        posts[4].progress = "confirmed"
    assert own_figures.solved(clock.today()) == 60

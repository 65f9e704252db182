"""What was drawn of a post stands until what it says changes, whoever changes it."""

import re

import pytest

from portal.answers import service as answers
from portal.core.db import db, transaction
from portal.front import fragments
from portal.okr.models import KeyResult
from portal.people.models import Account
from portal.voice.life import Move
from portal.voice.models import Post
from tests.answers.test_service import publish
from tests.making import make_goal

# The token against forgery tells the second in which it was made.
TOKEN = re.compile(r'name="csrf[-_]token"[^>]*>')


@pytest.fixture
def blocker(say, crowd, goal, actors):
    return publish(say, crowd[0], goal.id, actors)


@pytest.fixture
def page(sign_in, goal):
    """The page of the goal as Alice reads it, asked anew each time."""
    alice = sign_in("alice")
    return lambda: alice.get(f"/in/krs/{goal.id}").text


def decide(actors, blocker, kind, **details):
    with transaction():
        answers.decide(actors["bob"], answers.find_blocker(blocker.id), kind, details)


def test_nothing_is_drawn_twice(page, blocker, monkeypatch):
    first = page()
    with transaction():
        make_account("新人")
    monkeypatch.setattr(fragments, "_draw", None)
    assert "不是機器老" in first
    assert TOKEN.sub("", page()) == TOKEN.sub("", first)


def make_account(name):
    db.session.add(Account(identifier=name, name=name, role="moderator", active=False))


def test_a_decision_a_word_on_the_work_and_a_clock_are_seen_at_once(page, blocker, actors, goal):
    assert "黃志豪" in page()
    assert "加資源" not in page()
    decide(actors, blocker, "resources", what="師傅", amount="一位", by="2099-01-01")
    assert "師傅，一位" in page()
    with transaction():
        answers.report(actors["bob"], answers.find_blocker(blocker.id), Move.CLAIM, "換好了")
    assert "換好了" in page()


def test_another_name_of_a_person_or_a_goal_is_seen_at_once(page, blocker, actors, cast, goal):
    other = make_goal("mona", "新人三天內上手", "人資部")
    decide(actors, blocker, "priority", yields=other.id)
    assert "新人三天內上手" in page()
    with transaction():
        db.session.get_one(KeyResult, other.id).plain = "新人五天內上手"
        db.session.get_one(Account, cast.bob).name = "黃大豪"
    assert "新人五天內上手" in page()
    assert "黃大豪" in page()
    assert "黃志豪" not in page()


def test_what_is_withdrawn_is_gone_at_once(page, blocker):
    assert "不是機器老" in page()
    with transaction():
        db.session.get_one(Post, blocker.id).state = "rejected"
    assert "不是機器老" not in page()


def test_each_language_has_its_own(sign_in, blocker, goal):
    bob = sign_in("bob")
    assert "排程" in bob.get(f"/in/krs/{goal.id}").text
    english = bob.get(f"/in/krs/{goal.id}?lang=en").text
    assert "Schedule" in english
    assert "排程</li>" not in english

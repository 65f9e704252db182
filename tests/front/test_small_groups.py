"""A goal of few people: its page says where texts about it stand, and so does the writing page."""

from html import unescape

import pytest

from portal import jobs
from portal.core import clock
from portal.core.db import db, transaction
from portal.moderation import service as moderation
from portal.retro import opening
from portal.retro import service as retro
from portal.voice import rendering
from portal.voice import service as voice
from portal.voice.stages import UNSURE
from tests.making import make_goal, make_item, make_post

TEXT = "排程一天改三次，模具來不及換。"


@pytest.fixture(autouse=True)
def _strict(app, monkeypatch):
    others = app.extensions["portal"].model_copy(update={"k": (5, 8)})
    monkeypatch.setitem(app.extensions, "portal", others)


@pytest.fixture
def published(say, crowd, goal, actors):
    """A blocker about Bob's goal, whose team is of two, released and approved; the post."""
    assert say("/say/posts", make_post(crowd[0], make_item(goal.id, TEXT))).status_code == 202
    jobs.release_at(clock.now())
    with transaction():
        moderation.decide(actors["mona"], moderation.queue(actors["mona"], "")[0], "approve", None)
    return voice.published_for([UNSURE])[0]


def test_it_stands_under_no_goal_in_particular(published, goal):
    assert voice.published_for([goal.id]) == []
    assert published.target == UNSURE


def test_the_page_of_the_goal_says_so_and_lists_it_there(published, goal, sign_in):
    page = unescape(sign_in("alice").get(f"/in/krs/{goal.id}").text)
    assert "不到 8 位" in page
    assert TEXT in page


def test_on_every_such_page_it_is_the_same_list(published, goal, sign_in):
    other = make_goal("charlie", "結帳不用等", team="門市營運")
    assert TEXT in unescape(sign_in("alice").get(f"/in/krs/{other.id}").text)


def test_whoever_writes_is_told_before(goal, say, app):
    page = unescape(app.test_client().get(f"/say/kr/{goal.id}?lang=en").text)
    assert 'data-under="no goal in particular"' in page


def test_a_goal_given_by_a_moderator_stands_there_too(say, crowd, goal, actors):
    assert say("/say/posts", make_post(crowd[0], make_item(UNSURE, TEXT))).status_code == 202
    jobs.release_at(clock.now())
    case = moderation.queue(actors["mona"], "")[0]
    with transaction():
        moderation.decide(actors["mona"], case, "approve", None, goal.id)
    db.session.refresh(case.post)
    assert case.post.target == UNSURE


def test_a_retrospective_over_such_goals_has_it_on_the_table(published, goal, actors):
    other = make_goal("bob", "模具準備好", team="生產部")
    with transaction():
        session = opening.open_session(actors["bob"], "十一月", [goal.id, other.id])
    topic = retro.topics_of(session)[0]
    assert [card.post_id for card in topic.cards] == [published.id]
    assert topic.key_result_id is None
    assert topic.title == "不確定是哪個目標：排程"


def test_no_search_tells_about_which_of_such_goals_it_is(published, goal, sign_in):
    rendering.derive(published)
    other = make_goal("charlie", "結帳不用等", team="門市營運")
    alice = sign_in("alice")

    def found(about):
        page = unescape(alice.get("/in/search", query_string={"q": "模具", "goal": about}).text)
        return page.count("<mark>模具</mark>")

    assert [found(about) for about in ("", goal.id, other.id)] == [1, 1, 1]
    assert [found(about) for about in (goal.objective_id, other.objective_id)] == [0, 0]

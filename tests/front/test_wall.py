"""Posters on paper: a key result, one picture, the promise, and what came of speaking."""

import re
from datetime import timedelta

import pytest

from portal.anonymity import codes
from portal.anonymity.encoding import b64u
from portal.core import clock, paper
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.errors import Missing
from portal.front import wall
from portal.retro import actions, changes, opening, topics
from portal.retro import service as retro
from portal.voice import keys, posters, slips
from tests.answers.test_service import publish
from tests.making import make_goal


@pytest.fixture
def site(cast, monkeypatch):
    monkeypatch.setattr(type(directory()), "crowd_at", lambda *_words: 40)
    return next(iter(directory().sites()))


@pytest.fixture
def scanned(monkeypatch):
    """The addresses that were drawn."""
    found, drawn = [], paper.qr

    def watched(address):
        found.append(address)
        return drawn(address)

    monkeypatch.setattr(paper, "qr", watched)
    return found


def act(goal, actors, cast, state, what="急單每天十點排一次"):
    """A session over what was said, and one action in this state."""
    with transaction():
        session = opening.open_session(actors["bob"], "準時送到", [goal.id])
        topic = retro.topics_of(session)[0]
        due = clock.today() + timedelta(days=7)
        action = topics.add_action(topic, cast.alice, what, due)
        if state != "open":
            actions.settle(actors["alice"], action, state, "因為" if state == "dropped" else "")


def test_a_sheet_says_what_it_is_about_in_both_languages(site, goal, open_posting, scanned):
    sheet = wall.page(site, wall.wanted(goal.id))
    promised = "我們查不出一則話是誰寫的"
    for words in ("卡住了？", "Are you stuck?", goal.plain, promised, keys.log().pin):
        assert words in sheet
    assert "A person who secretly changes the running server" in sheet
    assert scanned == [f"http://127.0.0.1:8000/say/kr/{goal.id}#{b64u(posters.key_of(site))}"]
    assert not re.search(r'(src|href)="(?!data:text/css)', sheet)
    assert b64u(posters.key_of(site)) not in sheet


def test_in_a_demo_paper_promises_nothing(app, site, goal, open_posting, monkeypatch):
    demo = app.extensions["portal"].model_copy(update={"demo": True})
    monkeypatch.setitem(app.extensions, "portal", demo)
    slip = slips.sheet([codes.make()])
    for page, promise in ((wall.page(site, wall.wanted(goal.id)), "查不出"), (slip, "never whose")):
        assert "這是示範" in page
        assert "This is a demo: not anonymous." in page
        assert promise not in page


def test_every_open_key_result_has_a_sheet_with_the_same_key(site, goal, open_posting, scanned):
    make_goal("bob", "第二個")
    sheet = wall.page(site, wall.wanted(None))
    assert (sheet.count("<article"), len({one.partition("#")[2] for one in scanned})) == (2, 1)
    assert len(wall.wanted("第二個")) == 1
    with pytest.raises(Missing):
        wall.wanted("沒有的")


@pytest.mark.parametrize("state", ["open", "dropped", "done"])
def test_only_what_is_done_stands_as_changed(say, crowd, goal, actors, cast, site, state):
    publish(say, crowd[0], goal.id, actors)
    act(goal, actors, cast, state)
    done = [changes.Change("排程", "急單每天十點排一次")] if state == "done" else []
    assert changes.latest(goal.id) == done
    assert ("因為有人說了" in wall.page(site, wall.wanted(goal.id))) is bool(done)


def test_no_more_than_three_stand_there(say, crowd, goal, actors, cast):
    publish(say, crowd[0], goal.id, actors)
    with transaction():
        session = opening.open_session(actors["bob"], "準時送到", [goal.id])
        topic = retro.topics_of(session)[0]
        for days in range(5):
            due = clock.today() + timedelta(days=days)
            done = topics.add_action(topic, cast.alice, f"第 {days} 件", due)
            actions.settle(actors["alice"], done, "done", "")
    assert [one.done for one in changes.latest(goal.id)] == ["第 4 件", "第 3 件", "第 2 件"]

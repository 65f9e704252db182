"""Nothing in a stream is of one reader, and nothing in it is not on everybody's page."""

import json

import pytest
from sqlalchemy import update

from portal.core.db import db, transaction
from portal.retro import live, phases
from portal.retro.models import Session
from portal.voice import cards
from portal.voice.card import Card
from tests.answers.test_service import publish_all
from tests.making import make_item, make_post

HIDDEN, SHOWN, HELD = "還在信箱裡的話", "已經公開的話", "還沒放行的卡片"


@pytest.fixture
def said(say, crowd, goal, actors):
    """A published post and one that nobody has seen yet."""
    publish_all(say, crowd[:1], goal.id, actors, {"body": SHOWN})
    answer = say("/say/posts", make_post(crowd[1], make_item(goal.id, HIDDEN)))
    assert answer.status_code == 202


def everything(stream, times):
    for _time in range(times):
        stream.message()
    return b"".join(stream.said).decode()


def test_what_is_not_revealed_is_in_no_frame(app, said, listen, go, actors, retro):
    stream = listen("alice")
    go("group", "discuss")
    raw = everything(stream, 1)
    while '"phase": "discuss"' not in raw:
        raw = everything(stream, 1)
    assert HIDDEN not in raw
    # What is published is on everybody's page, and so is who leads.
    assert SHOWN in raw
    assert not [name for name in actors if actors[name].id in raw]
    assert {name for name in actors if actors[name].name in raw} == {"bob"}


def test_every_reader_gets_the_same_bytes(app, listen, go):
    streams = [listen(name) for name in ("alice", "bob", "mona")]
    go("group")
    for one in streams:
        while one.message()["phase"] != "group":
            pass
    last = {one.said[-1] for one in streams}
    assert len(last) == 1
    assert "csrf" not in last.pop().decode()


PARTS = {"rail", "led", "top", "mid"}


@pytest.fixture
def told(app, retro):
    """What the session's message is, after another one or by itself."""

    def message(before=None, lang="en"):
        with app.test_request_context():
            return live.message(retro, lang, before)

    return message


def test_a_message_has_a_version_a_phase_and_parts(told):
    first = told()
    assert first.keys() == {"v", "phase", "since", "parts"}
    assert first["parts"].keys() == PARTS
    assert first["since"] == dict.fromkeys(PARTS, first["v"])
    assert "\n" not in json.dumps(first)


def test_a_minute_more_sends_the_clock_and_not_the_cards(said, told, go, actors, retro):
    go("group")
    first = told()
    with transaction():
        phases.extend(actors["bob"], db.session.get_one(Session, retro), 1)
    second = told(first)
    assert second["since"]["mid"] == first["v"] < second["v"]
    assert SHOWN in second["parts"]["mid"]
    sent = live.brief(second)
    assert "top" in sent["parts"]
    assert "mid" not in sent["parts"]
    assert sent["since"]["mid"] == first["v"]


def test_what_is_too_large_for_everybody_at_once_is_left_to_who_asks():
    parts = {"rail": "x" * live.LARGEST, "mid": "卡" * (live.LARGEST // 3 + 1)}
    told = {"v": 3, "phase": "group", "since": {"rail": 3, "mid": 3}, "parts": parts}
    assert live.brief(told) == {**told, "parts": {"rail": parts["rail"]}}


def test_no_part_has_a_form_or_a_card_that_is_held_back(told, retro, go):
    with transaction():
        session = db.session.get_one(Session, retro)
        session.grouped = True
        cards.add(retro, "2026-48", "cause", HELD)
        db.session.execute(update(Card).values(state="held"))
    for phase in ("group", "discuss", "actions"):
        go(phase)
        parts = "".join(told()["parts"].values())
        assert "<form" not in parts
        assert HELD not in parts

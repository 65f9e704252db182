"""Nothing in a stream is of one reader, and nothing in it is not on everybody's page."""

import json

import pytest

from portal.core.db import db
from portal.retro import live, service
from portal.retro.models import Session
from tests.answers.test_service import publish_all
from tests.making import make_item, make_post

HIDDEN, SHOWN = "還在信箱裡的話", "已經公開的話"


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
    assert not [word for word in (HIDDEN, SHOWN) if word in raw]
    for name, id_ in ((one, actors[one].id) for one in actors):
        assert id_ not in raw, name
        assert actors[name].name not in raw
    posts = service.posts_of(service.topics_of(db.session.get_one(Session, retro)))
    assert not [id_ for id_ in posts if id_ in raw]


def test_every_reader_gets_the_same_bytes(app, listen, go):
    streams = [listen(name) for name in ("alice", "bob", "mona")]
    go("group")
    for one in streams:
        while one.message()["phase"] != "group":
            pass
    last = {one.said[-1] for one in streams}
    assert len(last) == 1
    assert "csrf" not in last.pop().decode()


def test_a_message_has_a_version_a_phase_and_parts(app, retro):
    with app.test_request_context():
        told = live.message(retro, "en")
    assert told.keys() == {"v", "phase", "parts"}
    assert isinstance(told["v"], int)
    assert set(told["parts"]) == {"rail"}
    assert "\n" not in json.dumps(told)

"""What comes down a stream, to whom, and when it ends."""

import threading
from contextlib import closing

import pytest
from sqlalchemy import delete

from portal.core.db import db, transaction
from portal.core.zones import HEADERS
from portal.hub import answering, rooms, watching
from portal.people import service as people
from portal.people.models import Account
from portal.retro import live, phases
from portal.retro.models import Session, SessionColumn, SessionKeyResult, SessionPhase
from tests.cli.test_serving import free_port, until
from tests.hub.conftest import answers
from tests.hub.listening import Stream, hub

pytestmark = pytest.mark.everywhere
BACK = {f"retry: {number}\n" for number in range(rooms.BACK[0], rooms.BACK[1] + 1)}


def test_who_opens_a_session_is_told_what_it_is_and_what_it_becomes(app, listen, go):
    stream = listen()
    assert stream.status == 200
    assert stream.line() in BACK
    assert stream.message()["phase"] == "review"
    go("group")
    told = stream.message()
    assert told["phase"] == "group"
    assert stream.ids[-1] == told["v"] == stream.ids[0] + 1


def test_a_stream_has_the_headers_of_a_page_and_is_kept_by_nobody(app, listen):
    headers = listen().headers
    assert all(headers[name] == value for name, value in HEADERS.items())
    assert headers["Content-Type"] == "text/event-stream"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Accel-Buffering"] == "no"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


def test_who_comes_back_gets_only_what_is_new(app, listen, go):
    known = listen()
    known.message()
    back = listen(**{"Last-Event-ID": str(known.ids[0])})
    go("group")
    assert back.message()["phase"] == "group"
    assert back.ids == [known.ids[0] + 1]
    late = listen(**{"Last-Event-ID": str(known.ids[0])})
    assert late.message()["phase"] == "group"
    assert listen(**{"Last-Event-ID": str(back.ids[0])}).silent(0.5)
    assert listen(**{"Last-Event-ID": "seven"}).message() is not None


def test_who_must_not_be_in_any_more_loses_the_stream(app, listen, actors):
    stream, other = listen("alice"), listen("charlie")
    assert stream.message()
    assert other.message()
    with transaction():
        people.deactivate(actors["ada"], db.session.get_one(Account, actors["alice"].id))
    assert stream.message() is None
    assert not other.answer.isclosed()
    assert listen("charlie").status == 200


def test_a_session_that_is_gone_ends_its_streams(app, listen, retro, port):
    stream = listen()
    stream.message()
    with transaction() as session:
        for table in (SessionKeyResult, SessionPhase, SessionColumn):
            session.execute(delete(table))
        session.execute(delete(Session))
    assert stream.message() is None
    assert listen().status == 404


@pytest.fixture
def slow_ticks(monkeypatch):
    monkeypatch.setattr(watching, "TICK", 1.0)


def test_a_hundred_changes_in_a_tick_are_one_message(slow_ticks, app, listen, retro):
    stream = listen()
    first = stream.message()["v"]
    # The tick has just begun.
    for _number in range(100):
        with transaction() as session:
            live.touch(session.get_one(Session, retro))
    seen = [stream.message()["v"]]
    while seen[-1] < first + 100:
        seen.append(stream.message()["v"])
    assert len(seen) <= 2
    assert stream.ids == [first, *seen]


def test_a_message_is_made_once_for_each_version_and_language(app, listen, go, retro, monkeypatch):
    made = []
    really = live.message
    monkeypatch.setattr(live, "message", lambda *key: made.append(key) or really(*key))
    streams = [listen(name) for name in ("alice", "bob", "charlie") * 3]
    english = listen("alice", f"/in/live/retros/{retro}?lang=en")
    assert "Last actions" in english.message()["parts"]["rail"]
    assert all("上次的行動" in one.message()["parts"]["rail"] for one in streams)
    go("group")
    assert all(one.message()["phase"] == "group" for one in (*streams, english))
    assert sorted(lang for _retro, lang, _before in made) == ["en", "en", "zh_Hant", "zh_Hant"]


@pytest.mark.parametrize("name", ["MOST", "EACH"])
def test_so_many_may_listen_and_then_a_program_is_told_to_ask(name, monkeypatch, app, request):
    monkeypatch.setattr(answering, name, 1)
    if name == "MOST":
        monkeypatch.setattr("portal.hub.serving.MOST", 1)
    listen = request.getfixturevalue("listen")
    first = listen("alice")
    assert first.message()
    refused = listen("bob" if name == "MOST" else "alice")
    assert refused.status == 503
    assert refused.headers["Retry-After"] == "30"
    assert b"not-ready" in refused.body()
    first.close()
    until(lambda: listen("alice").status == 200)


def test_there_are_signs_of_life(app, monkeypatch, request):
    monkeypatch.setattr("portal.hub.serving.PULSE", 0.2)
    stream = request.getfixturevalue("listen")()
    stream.message()
    assert stream.line() == "\n"
    assert [stream.line() for _number in range(4)] == [": \n", "\n"] * 2


def test_two_hubs_tell_of_one_session(app, listen, go, retro, cookie, monkeypatch):
    # Each tells how many seconds are left when it draws, which need not be the same second.
    monkeypatch.setattr(phases, "left", lambda _session: 300)
    other = free_port()
    with hub(app, other):
        until(lambda: answers(other))
        near = listen("alice")
        with closing(Stream(other, f"/in/live/retros/{retro}", cookie("bob"))) as far:
            assert near.message() == far.message()
            go("group")
            assert near.message() == far.message()


def test_when_the_hub_ends_every_stream_does(app, retro, cookie):
    found = free_port()
    with hub(app, found):
        until(lambda: answers(found))
        stream = Stream(found, f"/in/live/retros/{retro}", cookie("alice"))
        stream.message()
    assert stream.message() is None
    stream.close()
    assert not any("Watcher" in one.name for one in threading.enumerate())

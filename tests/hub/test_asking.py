"""Who is let in, what everybody else is answered, and what a page gets that only asks."""

import json

import pytest

from portal.core import db as stores
from portal.retro import live

JSON = {"Accept": "application/json"}


@pytest.fixture
def page(sign_in):
    """The portal without a hub, as Alice."""
    return sign_in("alice")


def test_nobody_is_let_in_without_the_cookie_of_a_session(app, listen, cookie, retro):
    stream = listen(None)
    assert stream.status == 401
    assert json.loads(stream.body())["error"] == "signed-out"
    known = cookie("alice")
    for strange in ("candor=", "candor=signed.somewhere.else", f"{known}x", f"x{known}"):
        assert listen(None, Cookie=strange).status == 401


def test_the_other_cookie_of_signing_in_opens_nothing(app, listen, sign_in):
    known = sign_in("alice").get_cookie("candor_known", path="/in").value
    assert listen(None, Cookie=f"candor={known}; candor_known={known}").status == 401


@pytest.mark.parametrize("path", ["/in/live/retros/" + "a" * 26, "/in/live/", "/in/", "/say/", "/"])
def test_there_is_nothing_else(app, listen, path):
    stream = listen("alice", path)
    assert stream.status == 404
    assert stream.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in stream.headers


def test_who_must_set_up_a_second_step_does_that_first(app, choose, listen):
    choose(second_step="required")
    stream = listen("mona")
    assert stream.status == 302
    assert stream.headers["Location"].startswith("/in/")
    assert listen("alice").status == 200


def test_a_page_that_asks_is_told_only_what_is_new(app, listen, go, page, retro):
    first = listen("alice", **JSON)
    told, tag = json.loads(first.body()), first.headers["ETag"]
    assert told["phase"] == "review"
    assert first.headers["Cache-Control"] == "no-store"
    again = listen("alice", **JSON, **{"If-None-Match": tag})
    assert (again.status, again.body()) == (304, b"")
    go("group")
    later = listen("alice", **JSON, **{"If-None-Match": again.headers["ETag"]})
    # What comes within a tick may still be the old one.
    assert later.status in {200, 304}


def test_the_portal_answers_the_same_without_a_hub(app, listen, page, retro):
    address = f"/in/live/retros/{retro}"
    by_hub, alone = listen("alice", **JSON), page.get(address, headers=JSON)
    assert json.loads(by_hub.body()) == alone.json
    assert by_hub.headers["ETag"] == alone.headers["ETag"]
    assert alone.headers["Cache-Control"] == "no-store"
    known = {"If-None-Match": alone.headers["ETag"]}
    assert page.get(address, headers=JSON | known).status_code == 304
    assert page.get(address, headers={"Accept": "text/event-stream"}).status_code == 204


def test_the_portal_alone_lets_in_nobody_else(app, page, retro):
    address = f"/in/live/retros/{retro}"
    assert app.test_client().get(address).status_code == 401
    assert page.get("/in/live/retros/" + "a" * 26).status_code == 404


def test_a_message_makes_no_page_for_who_is_only_let_in(app, page, retro, monkeypatch):
    monkeypatch.setattr(live, "message", lambda *_words: pytest.fail("drawn for nobody"))
    known = page.get(f"/in/live/retros/{retro}", headers=JSON | {"If-None-Match": "*"})
    assert known.status_code == 304


def test_a_failure_is_told_in_the_portals_words(app, listen, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("portal.retro.service.find_session", stores.let_go)
    try:
        broken = listen("alice")
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = None
    assert broken.status in {200, 500}

"""Choosing what one is told, with and without signing in; the outbox, for the admin alone."""

import pytest

from portal.core import outbox
from portal.core.db import db, transaction
from portal.core.outbox import Kind
from portal.notify import choices
from portal.people import erasing
from portal.people.models import Account
from tests.notify.conftest import messages

CAST = ("alice", "bob", "charlie", "mona", "ada")


@pytest.fixture
def told(thursday, cast):
    """Bob's digest and Alice's invitation wait."""
    with transaction():
        outbox.put(Kind.DIGEST, cast.bob, "digest", {"decide": "5+", "given": "<5"})
        outbox.put(Kind.INVITATION, cast.alice, "invitation", {})
    return messages()


def test_one_chooses_on_the_account_page(sign_in, cast):
    browser = sign_in("bob")
    assert "/in/account/mail" in browser.get("/in/account").text
    assert browser.get("/in/account/mail").text.count(" checked") == 5
    page = browser.post("/in/account/mail", data={"subjects": ["decide", "given"]}).text
    assert "存好了" in page
    assert choices.wanted(cast.bob) == {"decide", "given"}
    assert browser.get("/in/account/mail").text.count(" checked") == 2


def test_a_subject_that_there_is_not_is_refused(sign_in, cast):
    answer = sign_in("bob").post("/in/account/mail", data={"subjects": ["salaries"]})
    assert answer.status_code == 422
    assert choices.wanted(cast.bob) == set(choices.SUBJECTS)


def test_a_signed_link_needs_no_session_and_no_token_of_one(app, cast, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    browser = app.test_client(use_cookies=False)
    path = f"/in/notify/{choices.token_of(cast.alice)}"
    assert browser.get(path).status_code == 200
    assert browser.post(path, data={"subjects": ["check_in"]}).status_code == 200
    assert choices.wanted(cast.alice) == {"check_in"}


def test_a_link_of_somebody_elses_making_is_none(app, cast):
    browser = app.test_client(use_cookies=False)
    token = choices.token_of(cast.alice)
    for wrong in (token[:-1], f"x{token}", cast.alice, "a.b"):
        assert browser.post(f"/in/notify/{wrong}", data={}).status_code == 404
    assert choices.wanted(cast.alice) == set(choices.SUBJECTS)


def test_the_outbox_is_the_admins(sign_in, told):
    pages = ("/in/admin/outbox", f"/in/admin/outbox/{told[0].id}")
    for page in pages:
        answers = {name: sign_in(name).get(page).status_code for name in CAST}
        assert answers == dict.fromkeys(CAST, 403) | {"ada": 200}


def test_the_outbox_shows_what_is_sent_but_no_secret(sign_in, told):
    browser = sign_in("ada")
    page = browser.get("/in/admin/outbox").text
    assert "黃志豪" in page
    assert "PORTAL_SMTP_URL" in page
    texts = {one.kind: browser.get(f"/in/admin/outbox/{one.id}").text for one in told}
    assert "等你決定的卡關：5 件以上" in texts["digest"]
    assert "/in/notify/..." in texts["digest"]
    assert "/in/link/..." in texts["invitation"]


def test_a_demo_says_that_it_sends_nothing(sign_in, choose):
    choose(demo=True)
    assert "示範不寄任何信" in sign_in("ada").get("/in/admin/outbox").text


def test_the_marks_of_rounds_are_no_messages(sign_in, told):
    with transaction():
        outbox.put(Kind.ROUND, None, "round/2026-11-26", {})
    [hidden] = set(db.session.scalars(db.select(outbox.Message))) - set(messages())
    browser = sign_in("ada")
    assert browser.get(f"/in/admin/outbox/{hidden.id}").status_code == 404
    assert hidden.id not in browser.get("/in/admin/outbox").text


def test_with_a_person_the_messages_to_them_go(told, cast, actors):
    with transaction():
        erasing.erase(db.session.get_one(Account, cast.bob), actors["ada"])
    assert [one.recipient for one in messages()] == [cast.alice]

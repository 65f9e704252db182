"""Links by mail: asked for by anybody, answered alike; sent by an admin to who has an address."""

import pytest
from pydantic import SecretStr
from sqlalchemy import event, select

from portal.core import outbox
from portal.core.db import db, transaction
from portal.core.outbox import Message
from portal.people import recovery, service
from portal.people.models import Account
from tests.notify.conftest import messages

CAST = ("alice", "bob", "charlie", "mona", "ada")
ADDRESS = "192.0.2.7"


@pytest.fixture
def mailing(cast, choose):
    """Mail is set up, and Alice alone has an address."""
    choose(smtp_url=SecretStr("smtp://127.0.0.1:1"))
    with transaction():
        service.by_identifier("alice").email = "alice@hecheng.example"


def ask(*names):
    for name in names:
        with transaction():
            recovery.ask(name, ADDRESS)


def all_messages():
    db.session.rollback()
    return [one.recipient for one in db.session.scalars(select(Message))]


def test_who_is_known_gets_a_link_and_who_is_not_gets_the_same_answer(app, mailing, cast):
    browser = app.test_client()
    pages = {
        name: browser.post("/in/forgot", data={"identifier": name}).text
        for name in ("alice", "bob", "nobody")
    }
    assert "寄出" in pages["alice"]
    assert len(set(pages.values())) == 1
    assert [(one.recipient, one.kind) for one in messages()] == [(cast.alice, "reset")]
    assert len(all_messages()) == 3


def test_the_same_is_asked_of_the_database_for_everybody(mailing):
    asked = {}

    @event.listens_for(db.engine, "before_cursor_execute")
    def _note(_conn, _cursor, statement, *_rest):
        asked.setdefault(name, []).append(statement)

    for name in ("Alice", "bob", "nobody"):
        ask(name)
    event.remove(db.engine, "before_cursor_execute", _note)
    assert asked["Alice"] == asked["bob"] == asked["nobody"]


def test_a_mailbox_is_not_filled(mailing, cast):
    ask(*["alice"] * 5)
    assert all_messages().count(cast.alice) == 3
    assert len(all_messages()) == 5


@pytest.mark.parametrize("name", ["alice", "nobody"])
def test_who_asks_too_often_waits_known_or_not(app, mailing, name):
    browser = app.test_client()
    form = {"identifier": name}
    statuses = [browser.post("/in/forgot", data=form).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_without_mail_nobody_is_promised_any(app, cast):
    browser = app.test_client()
    assert browser.get("/in/forgot").status_code == 404
    assert "/in/forgot" not in browser.get("/in/login").text


def test_with_mail_the_sign_in_page_leads_there(app, mailing):
    browser = app.test_client()
    assert "/in/forgot" in browser.get("/in/login").text
    assert browser.get("/in/forgot").status_code == 200
    assert browser.post("/in/forgot", data={"identifier": " "}).status_code == 422


def test_only_the_admin_sends_links(sign_in, mailing, cast):
    took = {name for name in CAST if sign_in(name).post(_mail(cast.alice)).status_code != 403}
    assert took == {"ada"}
    assert [(one.recipient, one.kind) for one in messages()] == [(cast.alice, "reset")]


def _mail(account_id):
    return f"/in/people/{account_id}/mail"


def test_an_admin_is_told_that_it_goes(sign_in, mailing, cast):
    browser = sign_in("ada")
    assert _mail(cast.alice) in browser.get(f"/in/people/{cast.alice}").text
    page = browser.post(_mail(cast.alice), follow_redirects=True).text
    assert "寄件匣" in page


def test_nobody_without_an_address_is_sent_anything(sign_in, mailing, cast):
    browser = sign_in("ada")
    assert _mail(cast.bob) not in browser.get(f"/in/people/{cast.bob}").text
    assert browser.post(_mail(cast.bob)).status_code == 422
    assert messages() == []


def test_two_clicks_at_once_send_one(mailing, cast, monkeypatch):
    monkeypatch.setattr(outbox, "of_day", lambda *_: 0)
    with transaction():
        alice = db.session.get_one(Account, cast.alice)
        recovery.invite(alice)
        recovery.invite(alice)
    assert len(messages()) == 1


def test_who_was_imported_is_invited_by_mail_or_by_hand(mailing, cast):
    with transaction():
        for account in db.session.scalars(select(Account)):
            account.password_hash = None
        assert recovery.invite_all(["alice", "bob", "nobody"]) == {"alice"}
    assert [one.kind for one in messages()] == ["invitation"]

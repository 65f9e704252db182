"""What a demo would tell its people: it can be read, and nothing goes."""

from pydantic import SecretStr
from sqlalchemy import select

from portal import jobs
from portal.core.db import db
from portal.core.outbox import Message
from portal.notify import letters
from portal.people.service import find_account


def test_a_demo_shows_what_would_have_gone_and_sends_nothing(demo, monkeypatch):
    known = demo.app.extensions["portal"]
    reached = known.model_copy(update={"smtp_url": SecretStr("smtp://127.0.0.1:1")})
    monkeypatch.setitem(demo.app.extensions, "portal", reached)
    assert jobs.tell() == 0
    told = db.session.scalars(select(Message).where(Message.recipient.is_not(None))).all()
    names = {find_account(one.recipient).identifier for one in told}
    assert {"bob", "mona"} <= names
    assert {(one.state, one.attempts) for one in told} == {("queued", 0)}
    for one in told:
        assert letters.looked_at(one, find_account(one.recipient)).text

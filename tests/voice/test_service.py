"""A token speaks once, whatever happens between its request's first look and its last."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select

from portal.anonymity.keylog import State
from portal.core.db import db
from portal.core.errors import Conflict, Gone
from portal.jobs import release_at
from portal.voice import entry, schedule, service
from portal.voice.models import Post
from tests.conftest import make_settings
from tests.voice.conftest import inbox


def sent(kid: str, nullifier: bytes, commitment: bytes = bytes(32)) -> service.Sent:
    """A post whose token and words were found good."""
    held = {"kid": kid, "item": {}, "commitment": commitment.hex(), "mailbox": None}
    return service.Sent(kid, nullifier, commitment, held | {"hold": "release"})


def test_a_release_in_the_middle_of_a_request_does_not_free_its_token(
    app, queue, minute, open_posting
):
    nullifier = queue()
    # The request has begun to read main; then the release moves the post and sweeps the inbox.
    assert db.session.scalar(select(func.count()).select_from(Post)) == 0
    with app.app_context():
        release_at(minute(0))
    with pytest.raises(Conflict):
        service.submit(sent(open_posting, nullifier), "2026-11")
    assert inbox() == {}


def test_a_retry_is_taken_though_the_key_has_closed_meanwhile(queue, open_posting, monkeypatch):
    first = sent(open_posting, bytes([7]) * 32)
    service.submit(first, "2026-11")
    closed = replace(entry.entries()[open_posting], state=State.CLOSED)
    monkeypatch.setattr(entry, "entries", lambda: {open_posting: closed})
    service.submit(first, "2026-11")
    with pytest.raises(Conflict):
        service.submit(sent(open_posting, first.nullifier, bytes([1]) * 32), "2026-11")
    with pytest.raises(Gone):
        service.submit(sent(open_posting, bytes([8]) * 32), "2026-11")
    assert len(inbox()) == 1


@pytest.mark.parametrize(
    ("hold", "release_at", "wanted"),
    [
        ("release", "17:00", "2026-11-26T17:00"),
        ("urgent", "17:00", "2026-11-26T11:00"),
        ("epoch", "17:00", None),
        ("urgent", "10:30", "2026-11-26T10:30"),
    ],
)
def test_a_post_is_told_which_release_it_waits_for(tmp_path, hold, release_at, wanted):
    settings = make_settings(tmp_path, release_at=release_at)
    now = datetime(2026, 11, 26, 10, 20, tzinfo=settings.zone)
    assert schedule.due(settings, hold, now) == wanted

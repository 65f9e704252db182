"""Mail and chat: what cannot be handed over is found, and nothing is sent to find it."""

import pytest
from pydantic import SecretStr

from portal.core.db import transaction
from portal.doctor import sending
from portal.doctor.findings import Level
from portal.notify import chat, rooms
from portal.voice.keys import sealer
from tests.notify.conftest import box, hook

__all__ = ["box", "hook"]


def test_without_a_mail_server_nothing_is_asked(app, choose):
    assert sending.mail(choose()).level is Level.UNASKED


def test_a_mail_server_that_answers_is_fine_and_gets_no_mail(app, box, choose):
    assert sending.mail(choose(smtp_url=box.url)).level is Level.FINE
    assert box.taken == []


@pytest.mark.parametrize(
    ("url", "why"),
    [("smtp://127.0.0.1:1", "no-connection"), ("smtp://bob:secret@{here}", "no-admission")],
)
def test_a_mail_server_that_is_away_or_lets_nobody_in_is_found(app, box, choose, url, why):
    here = box.url.get_secret_value().removeprefix("smtp://")
    found = sending.mail(choose(smtp_url=SecretStr(url.format(here=here))))
    assert (found.level, why in found.said) == (Level.BROKEN, True)
    assert "secret" not in found.said


@pytest.fixture
def room(cast, actors, hook, choose):
    choose(notify_private=True)
    with transaction():
        return rooms.add(actors["ada"], "生產線", f"json://{hook.url}/", "")


def test_a_room_that_can_be_reached_is_fine_and_hears_nothing(room, hook):
    assert sending.room(room).level is Level.FINE
    assert hook.taken == []


def test_a_room_that_leads_inside_or_nowhere_is_found(room, choose):
    choose(notify_private=False)
    assert sending.room(room).level is Level.BROKEN


def test_a_service_that_is_away_is_found(room, monkeypatch):
    monkeypatch.setattr(chat, "_where", lambda *_: ("127.0.0.1", 1))
    assert "no-connection" in sending.room(room).said


def test_a_room_whose_key_is_gone_is_found(room):
    sealer().keys.destroy(rooms.EPOCH)
    assert "key is gone" in sending.room(room).said

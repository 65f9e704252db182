"""Chat rooms: an admin's to add, sealed, told once a day and in buckets."""

import pytest
from sqlalchemy import select

from portal.core import outbox
from portal.core.db import db, transaction
from portal.core.outbox import Kind
from portal.notify import digests, rooms, sending
from portal.notify.models import ChatRoom
from portal.voice import counts
from portal.voice.counts import Counted, Shown, Told
from portal.voice.keys import sealer
from tests.notify.conftest import messages
from tests.notify.test_chat import GOOD

CAST = ("alice", "bob", "charlie", "mona", "ada")
FORM = {"name": "生產線", "address": GOOD["slack"], "secret": ""}


@pytest.fixture
def counted(monkeypatch):
    """Say what the last release counted."""

    def say(told, number=None):
        found = Counted("", under_parent=False, values={"unanswered": Shown(told, number)})
        monkeypatch.setattr(counts, "read", lambda **_words: found)

    return say


@pytest.fixture
def room(thursday, actors, hook, choose):
    """A room on this machine."""
    choose(notify_private=True)
    with transaction():
        return rooms.add(actors["ada"], "生產線", f"json://{hook.url}/secret-of-the-room", "")


def test_a_room_hears_once_a_day_in_a_bucket(room, hook, counted):
    counted(Told.NUMBER, 12)
    digests.make()
    assert [sending.send_due() for _ in range(2)] == [1, 0]
    assert digests.make() == 0
    [sent] = hook.taken
    assert sent["message"] == (
        "Candor 真話\n等主管決定的卡關：10 件以上\nhttp://127.0.0.1:8000/in/blockers"
    )


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ((Told.FEW,), "<5"),
        ((Told.NUMBER, 5), "5+"),
        ((Told.NUMBER, 0), None),
        ((Told.WITHHELD,), None),
    ],
)
def test_a_room_hears_what_pages_may_show(app, counted, shown, told):
    counted(*shown)
    assert rooms.stuck() == told


def test_before_the_first_release_nobody_hears_anything(room):
    digests.make()
    assert messages() == []


def test_an_address_is_sealed_and_never_shown_again(sign_in):
    browser = sign_in("ada")
    assert browser.post("/in/admin/rooms", data=FORM).status_code == 302
    page = browser.get("/in/admin/rooms").text
    assert "生產線" in page
    assert GOOD["slack"][-4:] in page
    assert GOOD["slack"][-8:] not in page
    with db.engine.connect() as connection:
        kept = repr(connection.execute(select(ChatRoom.__table__)).all())
    assert GOOD["slack"][-8:] not in kept


def test_rooms_are_the_admins(sign_in, room):
    remove = f"/in/admin/rooms/{room.id}/remove"
    for name in CAST[:4]:
        browser = sign_in(name)
        assert browser.get("/in/admin/rooms").status_code == 403
        assert browser.post("/in/admin/rooms", data=FORM).status_code == 403
        assert browser.post(remove).status_code == 403
    browser = sign_in("ada")
    assert browser.post("/in/admin/rooms", data=FORM | {"name": "別間"}).status_code == 302
    assert browser.post(remove).status_code == 302
    assert [one.name for one in rooms.all_rooms()] == ["別間"]
    assert browser.post(remove).status_code == 404


def test_two_rooms_have_two_names(sign_in, room):
    assert sign_in("ada").post("/in/admin/rooms", data=FORM).status_code == 409


def test_an_address_that_leads_elsewhere_is_refused_with_the_services(sign_in):
    answer = sign_in("ada").post("/in/admin/rooms", data=FORM | {"address": "http://10.0.0.1"})
    assert answer.status_code == 422
    assert "DingTalk" in answer.text


def test_without_its_key_a_room_is_told_nothing_and_that_is_said(room, hook, counted):
    counted(Told.FEW)
    digests.make()
    sealer().keys.destroy(rooms.EPOCH)
    assert sending.send_due() == 0
    assert [(one.state, one.fault) for one in messages()] == [("failed", "no-address")]
    assert hook.taken == []


def test_what_a_room_is_told_stands_in_the_outbox(sign_in, room, actors):
    with transaction():
        outbox.put(Kind.DIGEST, room.id, "digest", {"stuck": "<5"}, channel="chat")
    browser, [message] = sign_in("ada"), messages()
    assert "生產線" in browser.get("/in/admin/outbox").text
    page = browser.get(f"/in/admin/outbox/{message.id}").text
    assert "等主管決定的卡關：不到 5 件" in page
    with transaction():
        rooms.remove(actors["ada"], rooms.find(room.id))
    assert messages() == []


def test_a_demo_tells_no_room(room, hook, counted, choose):
    counted(Told.FEW)
    digests.make()
    choose(demo=True)
    assert sending.send_due() == 0
    assert hook.taken == []

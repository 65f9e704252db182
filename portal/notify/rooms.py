"""Chat rooms that are told once a day what waits; their addresses rest sealed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.anonymity.thresholds import SMALL, bucket
from portal.core import audit, outbox
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Conflict, Missing
from portal.core.ids import new_id
from portal.core.languages import gettext as _
from portal.notify import chat
from portal.notify.models import ChatRoom
from portal.voice import counts
from portal.voice.counts import Told
from portal.voice.keys import sealer

# No text is sealed under this name, so its key has no end.
EPOCH = "rooms"
# So many letters of an address may be seen again.
SEEN = 4


def all_rooms() -> Sequence[ChatRoom]:
    """Every room, by name; an organisation has a handful."""
    return db.session.scalars(select(ChatRoom).order_by(ChatRoom.name).limit(200)).all()


def find(room_id: str) -> ChatRoom:
    """The room with this id. Raises Missing."""
    room = db.session.get(ChatRoom, room_id)
    if room is None:
        raise Missing(_("There is no such chat room."))
    return room


def add(actor: Actor, name: str, address: str, secret: str) -> ChatRoom:
    """Add a room. Raises Invalid for an address that leads elsewhere, Conflict for a known name."""
    service, room_id = chat.service_of(address), new_id()
    sealed = sealer().seal({"address": address, "secret": secret}, **_place(room_id))
    shown = f"…{address.rstrip('/')[-SEEN:]}"
    room = ChatRoom(id=room_id, name=name, service=service, sealed=sealed, shown=shown)
    try:
        with db.session.begin_nested():
            db.session.add(room)
    except IntegrityError as error:
        raise Conflict(_("There is a chat room of this name. Choose another.")) from error
    audit.record(actor, "chat-room", room_id)
    return room


def remove(actor: Actor, room: ChatRoom) -> None:
    """Tell this room nothing more."""
    outbox.forget_about(room.id)
    db.session.delete(room)
    audit.record(actor, "chat-room", room.id)


def open_address(room: ChatRoom) -> tuple[str, str]:
    """Address and secret of a room, for whoever sends. Raises Destroyed, SealBroken."""
    held: dict[str, Any] = sealer().unseal(room.sealed, **_place(room.id))
    return held["address"], held["secret"]


def stuck() -> str | None:
    """How many blockers wait for a decision, as the last release counted them; None: not told."""
    found = counts.read(by="answer").values.get("unanswered")
    if found is None or found.told is Told.WITHHELD:
        return None
    if found.told is Told.FEW:
        return f"<{SMALL}"
    return bucket(found.number) if found.number else None


def _place(room_id: str) -> dict[str, str]:
    return {"table": "chat_room", "column": "sealed", "row": room_id, "epoch": EPOCH}

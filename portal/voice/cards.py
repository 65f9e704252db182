"""Cards of a retrospective: sealed in the inbox until all are revealed at once (protocol 8)."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from portal.anonymity import tokens
from portal.anonymity.encoding import canonical
from portal.anonymity.sealing import Destroyed, Place
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, Missing
from portal.core.ids import new_id
from portal.core.languages import gettext as _
from portal.detectors import Kind, find
from portal.voice import entry, envelope, service, unseen
from portal.voice.card import Card
from portal.voice.entry import Presented
from portal.voice.items import REASONS, check_body
from portal.voice.keys import sealer
from portal.voice.sweeping import sweep

FIELDS = {"column", "body"}
# What must not be read out before somebody has looked at it.
DOUBTFUL = frozenset(Kind) - {Kind.LINK, Kind.URGENT, Kind.HUNTING}


def read_card(found: dict[str, Any]) -> tuple[Presented, Any]:
    """The fields of a card. Raises Problem (400) for any other shape."""
    envelope.only(found, (*entry.FIELDS, "item"))
    return entry.read_token(found), found["item"]


def submit(token: Presented, item: Any, columns: Collection[str], epoch: str) -> None:
    """Put a card into the inbox, once per token; the same again is taken as the retry that it is.

    Raises Invalid for words or a column that cannot be, Gone when its session takes no more,
    Conflict for another card with the same token.
    """
    if not isinstance(item, dict) or set(item) != FIELDS:
        raise envelope.unfit(_("The post has not exactly the fields that a post has."))
    check_body(item["body"])
    if item["column"] not in columns:
        raise Invalid(_("This question is not asked here. Load the page again."), "column")
    if not entry.is_taken(token.kid):
        raise entry.closed(token.kid)
    commitment = hashlib.sha256(b"portal/card/1" + canonical(item)).digest()
    held = {
        "kid": token.kid,
        "card": unseen.session_of(token, "card"),
        "item": item,
        "commitment": commitment.hex(),
        "hold": "reveal",
    }
    nullifier = tokens.nullifier(token.kid, token.msg)
    service.put(service.Sent(token.kid, nullifier, commitment, held), epoch)


def reveal(session_id: str, epoch: str, is_doubtful: Callable[[str], bool]) -> int:
    """Lay the cards of a session on its table, all at once and shuffled; how many there were.

    What is in doubt waits for somebody to look at it. Run again it moves nothing twice.
    """
    found = unseen.of_session(session_id, "card")
    if found:
        items = [one.held["item"] for one in found]
        rows = [
            _row(
                session_id,
                epoch,
                item["column"],
                item["body"],
                doubtful=is_doubtful(item["body"]),
            )
            for item in items
        ]
        # Each in an order of its own: by bytes that mean nothing, and by random ids.
        with transaction() as session:
            unseen.spend(found)
            session.execute(insert(Card), sorted(rows, key=lambda row: row["id"]))
        sweep()
    return len(found)


def add(session_id: str, epoch: str, column: str, body: str) -> None:
    """Lay a card on the table that the facilitator writes for somebody in the room."""
    check_body(body)
    row = _row(session_id, epoch, column, body, doubtful=False)
    db.session.execute(insert(Card), [row | {"for_room": True}])


def bring(
    session_id: str, epoch: str, said: Sequence[tuple[str, str]], is_doubtful: Callable[[str], bool]
) -> list[str]:
    """Lay cards on the table that were written with another tool, by no token of ours.

    Of columns and texts; the new ids, which tell nothing of their order. What is in doubt waits.
    """
    rows = [
        _row(session_id, epoch, column, body, doubtful=is_doubtful(body)) for column, body in said
    ]
    if rows:
        db.session.execute(insert(Card), sorted(rows, key=lambda row: row["id"]))
    return [row["id"] for row in rows]


def destroy(session_id: str) -> None:
    """Delete every card of a session."""
    db.session.execute(delete(Card).where(Card.session_id == session_id))


def _row(session_id: str, epoch: str, column: str, body: str, *, doubtful: bool) -> dict[str, Any]:
    id_ = new_id()
    return {
        "id": id_,
        "session_id": session_id,
        "column": column,
        "state": "held" if doubtful else "shown",
        "reason": None,
        "for_room": False,
        "epoch": epoch,
        "sealed": sealer().seal({"body": body}, **_place(id_, epoch)),
    }


def _place(id_: str, epoch: str) -> Place:
    return {"table": "card", "column": "sealed", "row": id_, "epoch": epoch}


def is_doubtful(text: str, names: Sequence[str]) -> bool:
    """True when a card may name or hurt somebody."""
    return any(found.kind in DOUBTFUL for found in find(text, names))


def of_session(session_id: str) -> Sequence[Card]:
    """The cards that were revealed, in the order of random ids, which is none."""
    query = select(Card).where(Card.session_id == session_id).order_by(Card.id)
    return db.session.scalars(query).all()


def text_of(card: Card) -> str:
    """What a card says; empty once it was withdrawn or its epoch is shredded."""
    if not card.sealed:
        return ""
    try:
        return str(sealer().unseal(card.sealed, **_place(card.id, card.epoch))["body"])
    except Destroyed:
        return ""


def find_card(card_id: str) -> Card:
    """The card with this id. Raises Missing."""
    found = db.session.get(Card, card_id)
    if found is None:
        raise Missing(_("There is no such card."))
    return found


def show(card: Card) -> None:
    """Let the room read a card that was held back. Raises Conflict for one that is gone."""
    if card.state == "withdrawn":
        raise Conflict(_("This card was withdrawn."))
    card.state = "shown"


def withdraw(card: Card, reason: str) -> None:
    """Take a card from the table: its text is destroyed, the reason stays. Raises Invalid."""
    if reason not in REASONS:
        raise Invalid(_("Choose a reason from the list."), "reason")
    card.state, card.reason, card.sealed = "withdrawn", reason, b""

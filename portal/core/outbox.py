"""What is to be told outside the portal: to whom and of what, by ids and buckets, never in words.

Nothing that somebody said stands here, and no time finer than the day.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Base, db
from portal.core.errors import Missing
from portal.core.ids import new_id
from portal.core.languages import gettext as _

PAGE = 50


class Kind(StrEnum):
    """What a message is about; `round` marks that a day's digests were made, and is never sent."""

    INVITATION = "invitation"
    RESET = "reset"
    DIGEST = "digest"
    ROUND = "round"


class State(StrEnum):
    """How far a message is. Unknown: it broke off between sending and writing that down."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    LAPSED = "lapsed"


class Message(Base):
    """One message to one account by mail, or to one room by chat."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("channel in ('mail', 'chat')", name="channel"),
        CheckConstraint(
            "state in ('queued', 'sending', 'sent', 'failed', 'unknown', 'lapsed')", name="state"
        ),
        Index("ix_outbox_state", "state", "wait"),
        Index("ix_outbox_day", "day"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    channel: Mapped[str]
    # An account's id or a room's; none where there is nobody to tell.
    recipient: Mapped[str | None]
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    day: Mapped[date]
    # Names what is told: of two messages with one mark there is only the first.
    mark: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=State.QUEUED.value)
    attempts: Mapped[int] = mapped_column(default=0)
    # Rounds of the sender until it is tried again.
    wait: Mapped[int] = mapped_column(default=0)
    # Why it failed, in one word of ours or the other side's number.
    fault: Mapped[str | None]


def put(
    kind: Kind, recipient: str | None, mark: str, facts: Mapping[str, Any], *, channel: str = "mail"
) -> bool:
    """Queue a message in the transaction of what it tells of; False: it was told already."""
    message = Message(
        channel=channel,
        recipient=recipient,
        kind=kind.value,
        facts=dict(facts),
        day=clock.today(),
        mark=mark,
        state=(State.SENT if kind is Kind.ROUND else State.QUEUED).value,
    )
    try:
        with db.session.begin_nested():
            db.session.add(message)
    except IntegrityError:
        return False
    return True


def is_told(mark: str) -> bool:
    """True when there is a message of this mark."""
    return db.session.scalar(select(Message.id).where(Message.mark == mark)) is not None


def of_day(kind: Kind, recipient: str, day: date) -> int:
    """How many messages of this kind somebody was sent, or is to be sent, on a day."""
    query = select(func.count()).select_from(Message)
    same = (Message.kind == kind.value, Message.recipient == recipient, Message.day == day)
    return db.session.scalar(query.where(*same)) or 0


def find(message_id: str) -> Message:
    """The message with this id, to somebody. Raises Missing."""
    message = db.session.get(Message, message_id)
    if message is None or message.recipient is None:
        raise Missing(_("There is no such message."))
    return message


def listed(page: int = 1) -> Sequence[Message]:
    """One page of all messages to somebody, the latest day first."""
    query = (
        select(Message)
        .where(Message.recipient.is_not(None))
        .order_by(Message.day.desc(), Message.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return db.session.scalars(query).all()


def forget(before: date) -> int:
    """Delete the messages of the days before this one; how many they were."""
    return db.session.query(Message).filter(Message.day < before).delete()


def forget_about(recipient: str) -> None:
    """Delete every message to somebody who is no more."""
    db.session.query(Message).filter(Message.recipient == recipient).delete()

"""Decisions and replies, each under a manager's name and day; both are only ever added."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.ids import new_id

KINDS = ("resources", "priority", "assign", "ask", "decline", "transfer")


class Decision(Base):
    """A typed answer to a blocker."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint(
            "kind in ('resources', 'priority', 'assign', 'ask', 'decline', 'transfer')", name="kind"
        ),
        Index("ix_decision_post_id", "post_id", "number"),
        Index("ix_decision_day", "day", "post_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    # Empty when the text's time was over: what was decided outlives what it was about.
    post_id: Mapped[str | None] = mapped_column(ForeignKey("post.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    number: Mapped[int]
    kind: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    day: Mapped[date]


class Reply(Base):
    """A free word under a blocker. It is kind, and it is no answer.

    With a move it tells of the work that was decided: it has begun, or it is said to be done.
    """

    __tablename__ = "reply"
    __table_args__ = (
        CheckConstraint("move in ('start', 'claim')", name="move"),
        Index("ix_reply_post_id", "post_id", "number"),
        Index("ix_reply_day", "day"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    number: Mapped[int]
    body: Mapped[str]
    move: Mapped[str | None]
    # With a claim: what it was in the end, beside the cause that was reported.
    cause: Mapped[str | None]
    day: Mapped[date]


class Why(StrEnum):
    """Why a blocker came to whoever is to decide on it."""

    FIRST = "first"
    REOPENED = "reopened"
    OVERDUE = "overdue"
    WRITER = "writer"
    TRANSFER = "transfer"
    REFUSED = "refused"
    UNACCEPTED = "unaccepted"
    TWICE = "twice"


class Hop(Base):
    """Somebody who is to decide on a blocker, since which day, and until when.

    One row for each person and each time that it moves on; those of one number came together.
    Nothing in it is finer than the day on which it began: the hour of `due` is the calendar's.
    """

    __tablename__ = "hop"
    __table_args__ = (
        CheckConstraint(
            "why in ('first', 'reopened', 'overdue', 'writer', 'transfer', 'refused',"
            " 'unaccepted', 'twice')",
            name="why",
        ),
        UniqueConstraint("post_id", "number", "account_id"),
        Index("ix_hop_account_id", "account_id", "open"),
        Index("ix_hop_due", "open", "due"),
        # Without these SQLite looks through all that is open, once for each blocker.
        Index("ix_hop_post_id", "post_id", "open", "account_id"),
        Index("ix_hop_ends", "post_id", "open", "due"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))
    number: Mapped[int]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    why: Mapped[str]
    # How far up the alignment this person stands; 0 is the goal itself.
    level: Mapped[int]
    day: Mapped[date]
    due: Mapped[datetime]
    # False as soon as it moved on or was decided.
    open: Mapped[bool] = mapped_column(default=True)
    # True when nobody is left to whom it could climb.
    top: Mapped[bool] = mapped_column(default=False)
    seen: Mapped[date | None]
    # A question stops the clock once: from the day it was asked until it was answered.
    asked: Mapped[date | None]
    answered: Mapped[date | None]
    # A hand-over has to be accepted until then.
    accept_by: Mapped[datetime | None]
    accepted: Mapped[date | None]

"""What moderators decided, each with the moderator and the day; what waits to be undone; claims."""

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import DERIVED, Base
from portal.core.ids import new_id
from portal.voice.standing import Judgement

_OUTCOMES = ", ".join(f"'{one}'" for one in Judgement)


class Review(Base):
    """One decision of one moderator about one post."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint(f"outcome in ({_OUTCOMES})", name="outcome"),
        UniqueConstraint("post_id", "number"),
        Index("ix_review_day", "day"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))
    # The how-manieth of its post, from 1.
    number: Mapped[int]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str]
    reason: Mapped[str | None]
    # What whoever escalates says to the next moderator.
    word: Mapped[str | None]
    day: Mapped[date]


class Paraphrase(Base):
    """What a blocker says in a moderator's words: these hang on walls, the writer's own never."""

    __tablename__ = "paraphrase"

    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str]
    day: Mapped[date]


class Pending(Base):
    """A decision that can be undone still; gone after seconds, when it counts or is undone.

    Until then it is nobody's business: no event, no audit row, no leaf.
    """

    __tablename__ = "pending"
    __table_args__ = (Index("ix_pending_until", "until"),)

    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str]
    # What else the outcome asks for: reason, spans, cuts, and so on.
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Seconds since 1970.
    until: Mapped[int]


class ReviewView(Base):
    """One number of the public page, as the last release found it: a bucket, never a count."""

    __tablename__ = "review_view"

    by: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    shown: Mapped[str]


# Who reads what just now, so that two do not judge the same: in no backup, of no use tomorrow.
CLAIM = Table(
    "claim",
    DERIVED,
    Column("post_id", String(26), primary_key=True),
    Column("account_id", String(26), nullable=False),
    # Seconds since 1970.
    Column("until", Integer, nullable=False),
)

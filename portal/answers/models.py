"""Decisions and replies, each under a manager's name and day; both are only ever added."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
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
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    number: Mapped[int]
    body: Mapped[str]
    move: Mapped[str | None]
    day: Mapped[date]

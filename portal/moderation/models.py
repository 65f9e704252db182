"""What moderators decided, each with the moderator and the day."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.ids import new_id


class Review(Base):
    """One decision of one moderator about one post."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("outcome in ('approve', 'reject')", name="outcome"),
        Index("ix_review_day", "day"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str]
    reason: Mapped[str | None]
    day: Mapped[date]


class Paraphrase(Base):
    """What a blocker says in a moderator's words: these hang on walls, the writer's own never."""

    __tablename__ = "paraphrase"

    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str]
    day: Mapped[date]

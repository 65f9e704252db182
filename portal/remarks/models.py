"""Remarks under a name, and what they said before they were edited."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.ids import new_id


class Place(StrEnum):
    """What a remark is about."""

    KR = "kr"
    BLOCKER = "blocker"
    TOPIC = "topic"


class Remark(Base):
    """Something said under a name; it says so, unlike what stands without one."""

    __tablename__ = "remark"
    __table_args__ = (
        CheckConstraint("place in ('kr', 'blocker', 'topic')", name="place"),
        UniqueConstraint("place", "subject", "number"),
        Index("ix_remark_account_id", "account_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    place: Mapped[str]
    # No foreign key: it may be any of three. Gone with its subject (service.forget).
    subject: Mapped[str]
    number: Mapped[int]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    # Empty when it was taken back.
    body: Mapped[str]
    day: Mapped[date]
    edited: Mapped[date | None]

    @property
    def owner_id(self) -> str:
        """Whoever said it, and nobody else, may change it."""
        return self.account_id

    @property
    def team_ids(self) -> frozenset[str]:
        """No team's manager may change what somebody said."""
        return frozenset()


class FormerRemark(Base):
    """What a remark said before an edit: everybody may look at it."""

    __tablename__ = "former_remark"
    __table_args__ = (UniqueConstraint("remark_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    remark_id: Mapped[str] = mapped_column(ForeignKey("remark.id"))
    number: Mapped[int]
    body: Mapped[str]
    day: Mapped[date]

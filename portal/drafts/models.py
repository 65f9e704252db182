"""Drafts of objectives, in tables of their own, so that no list of goals can hold one."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.core.ids import new_id
from portal.okr.models import Figure, Kind, Objective, Source


class Draft(Base):
    """An objective that is being written."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_team_id", "team_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    # By name: a cycle comes to exist when something is published in it.
    cycle: Mapped[str]
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str]
    # The objective of an earlier cycle that goes on in this one.
    carried_id: Mapped[str | None] = mapped_column(ForeignKey("objective.id"))
    # The objective of its cycle under which it is to stand once it is published. A draft that
    # hardly anybody sees keeps nobody from taking an import back.
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("objective.id", ondelete="SET NULL"))
    day: Mapped[date]

    parent: Mapped[Objective | None] = relationship(foreign_keys=parent_id, lazy="select")
    results: Mapped[list["DraftResult"]] = relationship(
        back_populates="draft",
        lazy="selectin",
        order_by="DraftResult.place",
        cascade="all, delete-orphan",
    )

    @property
    def team_ids(self) -> frozenset[str]:
        """The team whose manager, and whoever stands over it, may write it too."""
        return frozenset({self.team_id})


class DraftResult(Base):
    """A key result that is being written; what is not known yet is empty."""

    __tablename__ = "draft_result"
    __table_args__ = (
        CheckConstraint("kind in ('reach', 'reduce', 'rate')", name="kind"),
        CheckConstraint("source in ('hand', 'posted', 'hours', 'solved')", name="source"),
        Index("ix_draft_result_draft_id", "draft_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    draft_id: Mapped[str] = mapped_column(ForeignKey("draft.id"))
    place: Mapped[int] = mapped_column(default=0)
    title: Mapped[str]
    plain: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default=Kind.REACH.value)
    unit: Mapped[str] = mapped_column(default="")
    baseline: Mapped[Decimal | None] = mapped_column(Figure)
    target: Mapped[Decimal | None] = mapped_column(Figure)
    due: Mapped[date | None]
    # Who is to answer for it once it is published; till then it is the draft's owner's to write.
    responsible_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    # Which of the portal's own figures it is to be read from, or that people do it.
    source: Mapped[str] = mapped_column(default=Source.HAND.value, server_default="hand")
    # The key result of an earlier cycle whose figure it goes on with.
    before_id: Mapped[str | None] = mapped_column(ForeignKey("key_result.id"))

    draft: Mapped[Draft] = relationship(back_populates="results", lazy="joined")

    @property
    def owner_id(self) -> str:
        """Whoever writes the objective."""
        return self.draft.owner_id

    @property
    def team_ids(self) -> frozenset[str]:
        """The teams of the objective."""
        return self.draft.team_ids

"""What another department takes on of an objective."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.core.ids import new_id
from portal.okr.models import Objective


class ShareState(StrEnum):
    """What became of the wish that a department takes on a part."""

    ASKED = "asked"
    ACCEPTED = "accepted"


class Share(Base):
    """The part of an objective that a department owns with the others, in per cent and in words."""

    __tablename__ = "share"
    __table_args__ = (
        CheckConstraint("state in ('asked', 'accepted')", name="state"),
        CheckConstraint("percent between 1 and 100", name="percent"),
        UniqueConstraint("objective_id", "team_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    objective_id: Mapped[str] = mapped_column(ForeignKey("objective.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    percent: Mapped[int]
    what: Mapped[str]
    state: Mapped[str] = mapped_column(default=ShareState.ASKED.value)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]

    objective: Mapped[Objective] = relationship(lazy="joined")

    @property
    def owner_id(self) -> None:
        """Nobody by themselves: whoever manages the department answers."""
        return

    @property
    def team_ids(self) -> frozenset[str]:
        """The department that is asked."""
        return frozenset({self.team_id})

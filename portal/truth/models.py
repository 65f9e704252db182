"""What those who answer for a goal write beside a sign, under their names."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.ids import new_id


class Annotation(Base):
    """A word beside a sign of a quarter; only ever added."""

    __tablename__ = "annotation"
    __table_args__ = (
        CheckConstraint("level in ('company', 'department', 'objective')", name="level"),
        Index("ix_annotation_cycle_id", "cycle_id", "signal"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    cycle_id: Mapped[str] = mapped_column(ForeignKey("cycle.id"))
    signal: Mapped[str]
    level: Mapped[str]
    # The team's or the objective's id, empty for the company; no foreign key: it may be either.
    subject: Mapped[str]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    number: Mapped[int]
    body: Mapped[str]
    day: Mapped[date]

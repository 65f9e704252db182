"""The audit log: what a signed-in person changed, with the day; never what anybody read."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.access import Actor
from portal.core.db import Base, db
from portal.core.ids import new_id


class AuditRow(Base):
    """One change by one person on one day."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_account", "account_id", "day"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[str]
    day: Mapped[date]
    action: Mapped[str]
    subject: Mapped[str]


def record(actor: Actor, action: str, subject: str) -> None:
    """Write down, in the transaction of the change, that this actor did this to this."""
    db.session.add(AuditRow(account_id=actor.id, day=clock.today(), action=action, subject=subject))


def rows_about(account_id: str, *, page: int = 1, size: int = 50) -> Sequence[AuditRow]:
    """One's own changes, latest day first, one page of them."""
    query = (
        select(AuditRow)
        .where(AuditRow.account_id == account_id)
        .order_by(AuditRow.day.desc(), AuditRow.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return db.session.scalars(query).all()

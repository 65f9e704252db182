"""What managers looked for among anonymous texts: the one kind of reading that is written down."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.access import Actor, Role
from portal.core.db import Base, db
from portal.core.ids import new_id

LONGEST = 200
KEPT = timedelta(days=365)


class SearchRow(Base):
    """What one manager looked for on one day."""

    __tablename__ = "search_row"
    __table_args__ = (Index("ix_search_row_day", "day"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[str]
    day: Mapped[date]
    words: Mapped[str]


def record(actor: Actor, words: str) -> None:
    """Write down, in a transaction of the search, what a manager looked for; nobody else's.

    The same words stand once a day. After a year they go.
    """
    if actor.role is not Role.MANAGER:
        return
    today, words = clock.today(), words[:LONGEST]
    same = select(SearchRow.id).filter_by(account_id=actor.id, day=today, words=words)
    if db.session.scalar(same.limit(1)) is None:
        db.session.execute(delete(SearchRow).where(SearchRow.day < today - KEPT))
        db.session.add(SearchRow(account_id=actor.id, day=today, words=words))


def rows(*, page: int = 1, size: int = 50) -> Sequence[SearchRow]:
    """What was looked for, latest day first, one page of it."""
    query = select(SearchRow).order_by(SearchRow.day.desc(), SearchRow.id)
    return db.session.scalars(query.limit(size).offset((page - 1) * size)).all()

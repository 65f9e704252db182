"""Which sessions there are."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Row, bindparam, func, select

from portal.core.db import db
from portal.retro.models import Session, SessionKeyResult

PAGE = 20


def sessions(page: int = 1) -> Sequence[Session]:
    """Sessions, those that run first, then the latest; one page of them."""
    query = select(Session).order_by(
        Session.closed.is_not(None), Session.started.desc(), Session.id
    )
    return db.session.scalars(query.limit(PAGE).offset((page - 1) * PAGE)).all()


ABOUT = (
    select(Session.id, Session.title, Session.started)
    .join(SessionKeyResult, SessionKeyResult.session_id == Session.id)
    .where(SessionKeyResult.key_result_id == bindparam("goal"))
    .order_by(Session.started.desc(), Session.id)
    .limit(bindparam("most"))
)


def sessions_about(key_result_id: str, most: int = 12) -> Sequence[Row[str, str, date]]:
    """Id, title and first day of the latest sessions over a key result."""
    return db.session.execute(ABOUT, {"goal": key_result_id, "most": most}).all()


def running() -> Sequence[Session]:
    """Every session that is not closed."""
    query = select(Session).where(Session.closed.is_(None)).order_by(Session.id)
    return db.session.scalars(query).all()


def closed_between(first: date, last: date) -> Sequence[Session]:
    """Every session that was closed on these days, both counted."""
    query = select(Session).where(Session.closed >= first, Session.closed <= last)
    return db.session.scalars(query.order_by(Session.closed, Session.id)).all()


def titles(ids: Collection[str]) -> dict[str, str]:
    """What these sessions are called, by id."""
    query = select(Session.id, Session.title).where(Session.id.in_(ids)).order_by(Session.id)
    return {row.id: row.title for row in db.session.execute(query)}


def count_sessions() -> int:
    """How many sessions there are."""
    return db.session.scalar(select(func.count()).select_from(Session)) or 0

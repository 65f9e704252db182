"""How often what a session's page shows was changed, and the word to who looks at it."""

from collections.abc import Iterable

from sqlalchemy import func, select

from portal.core.db import db
from portal.retro.models import Session

# Where PostgreSQL tells who listens; SQLite has no such thing, there one looks.
CHANNEL = "retro"


def touch(session: Session) -> None:
    """Count, in this transaction, that the page of a session shows something else."""
    # Counted by the database: of two who write at once, neither may be lost.
    session.version = Session.version + 1
    if db.engine.dialect.name == "postgresql":
        db.session.flush()
        told = f"{session.id}:{session.version}"
        db.session.execute(select(func.pg_notify(CHANNEL, told)))


def touch_with_later(sessions: Iterable[Session]) -> None:
    """The same for sessions and all that come after them: those begin with their actions."""
    found = {session.id: session for session in sessions}
    front = set(found)
    while front:
        after = db.session.scalars(select(Session).where(Session.before_id.in_(front)))
        new = {session.id: session for session in after if session.id not in found}
        found |= new
        front = set(new)
    # In one order, so that two writers never wait for each other's rows.
    for id_ in sorted(found):
        touch(found[id_])

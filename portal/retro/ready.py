"""How many are ready for the next step: a number, and never who."""

from sqlalchemy import delete, func, select

from portal.core.db import db, inserting
from portal.retro import phases
from portal.retro.models import Session
from portal.retro.poll import SessionReady
from portal.retro.versions import touch


def round_of(session: Session) -> str:
    """What readiness for the end of this step is called in acts."""
    return f"ready-{session.phase}"


def say(session: Session, mark: bytes, *, ready: bool) -> None:
    """Keep that whoever has this mark is ready, or is not any more. Raises Conflict when closed."""
    phases.check_open(session)
    row = {"mark": mark, "session_id": session.id}
    if ready:
        query = inserting(db.session.connection(), SessionReady).values(row)
        db.session.execute(query.on_conflict_do_nothing())
    else:
        db.session.execute(delete(SessionReady).where(SessionReady.mark == mark))
    touch(session)


def count(session: Session) -> int:
    """How many are ready."""
    query = select(func.count()).select_from(SessionReady)
    return db.session.scalar(query.where(SessionReady.session_id == session.id)) or 0


def clear(session: Session) -> None:
    """Nobody is ready for what comes after a step that has begun."""
    db.session.execute(delete(SessionReady).where(SessionReady.session_id == session.id))

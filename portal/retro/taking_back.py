"""A session that came from another tool, taken back with all that came with it."""

from sqlalchemy import delete, exists, select

from portal.core import audit
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.languages import gettext as _
from portal.remarks import service as remarks
from portal.remarks.models import Place
from portal.retro import service
from portal.retro.models import (
    Action,
    Session,
    SessionColumn,
    SessionKeyResult,
    Topic,
    TopicCard,
)
from portal.voice import cards


def can_take_back(session: Session) -> bool:
    """True for one that was brought, while nothing was built on it."""
    if not session.origin:
        return False
    later = select(exists().where(Session.before_id == session.id))
    mine = Action.session_id == session.id
    moved = select(exists().where(mine, (Action.state != "open") | (Action.carried > 0)))
    built = db.session.scalar(later) or db.session.scalar(moved)
    topics = service.topics_of(session)
    return not built and not any(remarks.listed(Place.TOPIC, one.id, size=1) for one in topics)


def take_back(actor: Actor, session: Session) -> None:
    """Delete a session that was brought, with all that came with it. Raises Conflict."""
    if not can_take_back(session):
        raise Conflict(_("Something was built on it: it cannot be taken back any more."))
    ids = [topic.id for topic in service.topics_of(session)]
    db.session.execute(delete(TopicCard).where(TopicCard.topic_id.in_(ids)))
    cards.destroy(session.id)
    for table in (Action, Topic, SessionKeyResult, SessionColumn):
        db.session.execute(delete(table).where(table.session_id == session.id))
    db.session.execute(delete(Session).where(Session.id == session.id))
    audit.record(actor, "import-back", session.id)

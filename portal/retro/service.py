"""What sessions and topics there are, and what lies under them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, selectinload

from portal.core.db import db
from portal.core.errors import Missing
from portal.core.languages import gettext as _
from portal.retro.models import Session, SessionKeyResult, Topic
from portal.voice.models import Post
from portal.voice.stages import PUBLIC


def find_session(session_id: str) -> Session:
    """The session with this id. Raises Missing."""
    found = db.session.get(Session, session_id)
    if found is None:
        raise Missing(_("There is no such retrospective."))
    return found


def find_topic(topic_id: str) -> Topic:
    """The topic with this id. Raises Missing."""
    found = db.session.get(Topic, topic_id)
    if found is None:
        raise Missing(_("There is no such topic."))
    return found


def key_result_ids(session: Session) -> list[str]:
    """The key results that a session is about."""
    query = select(SessionKeyResult.key_result_id)
    query = query.where(SessionKeyResult.session_id == session.id)
    return list(db.session.scalars(query.order_by(SessionKeyResult.key_result_id)))


def last_about(ids: Iterable[str]) -> Session | None:
    """The latest closed session over any of these key results."""
    joined = SessionKeyResult.session_id == Session.id
    query = select(Session).join(SessionKeyResult, joined)
    query = query.where(SessionKeyResult.key_result_id.in_(set(ids)), Session.closed.is_not(None))
    # Of two that were closed on one day the one that no other began with.
    later = aliased(Session)
    begun_with = exists().where(later.before_id == Session.id, later.closed.is_not(None))
    return db.session.scalars(query.order_by(Session.closed.desc(), begun_with, Session.id)).first()


def before(session: Session) -> Session | None:
    """The session before this one."""
    return db.session.get(Session, session.before_id) if session.before_id else None


def topics_of(session: Session) -> Sequence[Topic]:
    """The topics of a session with their cards, in their order."""
    with_cards = selectinload(Topic.cards), selectinload(Topic.written)
    query = select(Topic).where(Topic.session_id == session.id).options(*with_cards)
    return db.session.scalars(query.order_by(Topic.place, Topic.id)).all()


def posts_of(topics: Iterable[Topic]) -> dict[str, Post]:
    """The posts under these topics that are public still, by id."""
    ids = {card.post_id for topic in topics for card in topic.cards}
    query = select(Post).where(Post.id.in_(ids), Post.state.in_(PUBLIC))
    return {post.id: post for post in db.session.scalars(query)}

"""Under which topic a card lies, and what hangs on a topic whose cards all went elsewhere."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, update

from portal.core.db import db
from portal.remarks import service as remarks
from portal.remarks.models import Place
from portal.retro import deciding
from portal.retro.models import Topic, TopicCard, TopicPost


def inside(topic: Topic) -> set[str]:
    """The ids of the posts and cards that lie under a topic."""
    return {*(one.post_id for one in topic.cards), *(one.card_id for one in topic.written)}


def nearest(topics: Iterable[Topic], ids: Collection[str]) -> Topic:
    """The one of some topics that has most of these cards."""
    wanted = set(ids)
    return max(topics, key=lambda one: len(wanted & inside(one)))


def carry(ids: Collection[str], left: Iterable[Topic], into: Topic) -> None:
    """Put cards of some topics under another one; those that are left without any go."""
    found = list(left)
    lay(ids, found, into)
    clear(found, into)


def lay(ids: Collection[str], left: Iterable[Topic], into: Topic) -> None:
    """Put cards of some topics under another one."""
    under = [one.id for one in left]
    for rows, key in ((TopicPost, TopicPost.post_id), (TopicCard, TopicCard.card_id)):
        lying = rows.topic_id.in_(under), key.in_(ids)
        db.session.execute(update(rows).where(*lying).values(topic_id=into.id))


def clear(left: Iterable[Topic], into: Topic) -> None:
    """Let topics without cards go; what hangs on them goes along to another one."""
    db.session.flush()
    for topic in left:
        db.session.refresh(topic, ["cards", "written"])
        if not inside(topic):
            _take_along(topic, into)
            db.session.flush()
            db.session.execute(delete(Topic).where(Topic.id == topic.id))
    db.session.expire_all()


def _take_along(topic: Topic, into: Topic) -> None:
    """Remarks, actions, decisions, notes and votes."""
    for said in remarks.about(Place.TOPIC, [topic.id]).values():
        remarks.take_along(said, into.id)
    deciding.take_over(topic, into)
    into.notes = "\n".join(note for note in (into.notes, topic.notes) if note)
    into.hands += topic.hands
    if topic.votes is not None:
        into.votes = (into.votes or 0) + topic.votes

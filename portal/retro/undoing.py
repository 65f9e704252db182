"""The last steps of a grouping: how the topics were before each, so that each can be taken back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.languages import gettext as _
from portal.remarks import service as remarks
from portal.remarks.models import Place
from portal.retro.models import Action, GroupingStep, Session, Topic, TopicCard, TopicPost

# So many steps can be taken back.
KEPT = 20
FIELDS: tuple[str, ...] = (
    "id",
    "place",
    "theme",
    "title",
    "key_result_id",
    "votes",
    "hands",
    "notes",
)
FIELDS += ("ending", "outcome", "judged", "terms")


@dataclass(frozen=True)
class Did:
    """What was done: its kind, the names that tell of it, and the cards that were moved."""

    kind: str
    title: str = ""
    other: str = ""
    cards: Sequence[str] = ()


def last(session: Session) -> GroupingStep | None:
    """The step that can be taken back now."""
    query = select(GroupingStep).where(GroupingStep.session_id == session.id)
    return db.session.scalars(query.order_by(GroupingStep.number.desc())).first()


def remember(
    session: Session, did: Did, topics: Iterable[Topic], made: Iterable[Topic] = ()
) -> None:
    """Keep how these topics are now, before something is done to them and others are made."""
    before = last(session)
    number = before.number + 1 if before else 1
    found = list(topics)
    said = remarks.about(Place.TOPIC, [one.id for one in found])
    db.session.add(
        GroupingStep(
            session_id=session.id,
            number=number,
            kind=did.kind,
            title=did.title,
            other=did.other,
            cards=list(did.cards),
            before=[_snapshot(one, said.get(one.id, ())) for one in found],
            made=[one.id for one in made],
        )
    )
    old = GroupingStep.number <= number - KEPT
    db.session.execute(delete(GroupingStep).where(GroupingStep.session_id == session.id, old))


def forget(session: Session) -> None:
    """Nothing can be taken back any more."""
    db.session.execute(delete(GroupingStep).where(GroupingStep.session_id == session.id))


def _snapshot(topic: Topic, said: Collection[str]) -> dict[str, Any]:
    promised = select(Action.id).where(Action.topic_id == topic.id)
    return {
        **{name: getattr(topic, name) for name in FIELDS},
        "posts": [one.post_id for one in topic.cards],
        "cards": [one.card_id for one in topic.written],
        "remarks": list(said),
        "actions": list(db.session.scalars(promised)),
    }


def undo(session: Session, number: int) -> None:
    """Take the last step back. Raises Conflict when it is not the one that was seen."""
    step = last(session)
    if step is None or step.number != number:
        raise Conflict(_("Somebody did something else meanwhile. Look at it, then undo."))
    old = {one["id"]: one for one in step.before}
    for before in step.before:
        _restore(session, before)
    db.session.flush()
    for rows, key, name in _ROWS:
        _lay_back(rows, key, {id_: one[name] for id_, one in old.items()}, step.made)
    _hang_back(old, step.made)
    db.session.execute(delete(Topic).where(Topic.id.in_(step.made)))
    db.session.delete(step)
    db.session.flush()
    db.session.expire_all()


_ROWS: Sequence[tuple[Any, Any, str]] = (
    (TopicPost, TopicPost.post_id, "posts"),
    (TopicCard, TopicCard.card_id, "cards"),
)


def _restore(session: Session, before: Mapping[str, Any]) -> None:
    topic = db.session.get(Topic, before["id"]) or Topic(session_id=session.id)
    for name in FIELDS:
        setattr(topic, name, before[name])
    db.session.add(topic)


def _lay_back(
    rows: Any, key: Any, old: Mapping[str, Collection[str]], made: Collection[str]
) -> None:
    """Each card where it lay; what came since stays, or lies under the first of the old ones."""
    for id_, inside in old.items():
        elsewhere = rows.topic_id.in_({*old, *made} - {id_})
        db.session.execute(update(rows).where(elsewhere, key.in_(inside)).values(topic_id=id_))
    left = update(rows).where(rows.topic_id.in_(made))
    db.session.execute(left.values(topic_id=next(iter(old))))


def _hang_back(old: Mapping[str, Mapping[str, Any]], made: Collection[str]) -> None:
    first = next(iter(old))
    for said in remarks.about(Place.TOPIC, made).values():
        remarks.take_along(said, first)
    left = update(Action).where(Action.topic_id.in_(made))
    db.session.execute(left.values(topic_id=first))
    for id_, one in old.items():
        remarks.take_along(one["remarks"], id_)
        back = update(Action).where(Action.id.in_(one["actions"]))
        db.session.execute(back.values(topic_id=id_))

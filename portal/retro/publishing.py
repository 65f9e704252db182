"""What a closed session hangs on the board, in words of whoever led it, and takes back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select

from portal.anonymity.thresholds import SMALL
from portal.answers.outliving import quotes
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Conflict, Invalid
from portal.core.languages import gettext as _
from portal.remarks import guarding
from portal.retro import service
from portal.retro.models import (
    Action,
    Ending,
    Phase,
    Publication,
    Session,
    Topic,
    TopicCard,
    TopicPost,
)
from portal.retro.told import Told
from portal.voice.crowds import thresholds


@dataclass(frozen=True)
class Words:
    """What hangs on the board of a topic: what was said, and what is done about it."""

    said: str
    done: str


@dataclass(frozen=True)
class Draft:
    """A topic that may hang there, in proposed words or those in which it hangs."""

    topic: Topic
    words: Words
    hangs: bool


@dataclass(frozen=True)
class Hanging:
    """A row of the board: a topic in its words, and what became of its actions."""

    publication: Publication
    actions: Sequence[Action]


def drafts(session: Session) -> list[Draft]:
    """The topics of a session of which something came, in their order."""
    hung, told = publications(session), Told(session)
    return [
        Draft(topic, _words(hung[topic.id]), hangs=True)
        if topic.id in hung
        else Draft(topic, _proposed(topic, told), hangs=False)
        for topic in service.topics_of(session)
        if _came(topic, told)
    ]


def _came(topic: Topic, told: Told) -> bool:
    acted = any(action.topic_id == topic.id for action in told.agreed)
    return acted or topic.ending == Ending.DECISION or topic.id in told.decisions


def _words(hung: Publication) -> Words:
    return Words(hung.said, hung.done)


def _proposed(topic: Topic, told: Told) -> Words:
    """Words that nobody has to change: those of a few people are in none of them."""
    texts = _texts(topic, told.said)
    decided = [made.answer.said for made in told.decisions.get(topic.id, ())]
    parts = [topic.outcome, *decided, *(a.what for a in told.agreed if a.topic_id == topic.id)]
    done = [part for part in parts if part and not _of_few(part, texts)]
    goal = told.goals.get(topic.key_result_id or "")
    usual = _("About “%(goal)s”", goal=goal.plain) if goal else topic.session.title
    return Words(usual if _of_few(topic.title, texts) else topic.title, "\n".join(done))


def _texts(topic: Topic, said: Mapping[str, str]) -> list[str]:
    ids = (*(one.post_id for one in topic.cards), *(one.card_id for one in topic.written))
    return [said[id_] for id_ in ids if id_ in said]


def _of_few(words: str, texts: Iterable[str]) -> bool:
    """True when words stand here as fewer wrote them than a number needs behind it."""
    found = [text for text in texts if quotes(words, text)]
    return 0 < len(found) < max(SMALL, thresholds().numbers)


def publish(actor: Actor, session: Session, chosen: Mapping[str, Words]) -> None:
    """Hang these topics on the board, and take back whatever else of the session hangs there.

    Raises Conflict while the session runs, Invalid for words that are missing, ask who said it,
    or are those of a few people.
    """
    if session.phase != Phase.CLOSED:
        raise Conflict(_("A retrospective hangs on the board once it is closed."))
    hung, told = publications(session), Told(session)
    for topic in service.topics_of(session):
        if topic.id in chosen and _came(topic, told):
            _check(topic, chosen[topic.id], told)
            row = hung.pop(topic.id) if topic.id in hung else Publication(topic_id=topic.id)
            _hang(actor, row, chosen)
    for left in hung.values():
        db.session.delete(left)
    audit.record(actor, "publish", session.id)


def _check(topic: Topic, words: Words, told: Told) -> None:
    if not words.said or not words.done:
        raise Invalid(_("“%(title)s” needs words on both sides.", title=topic.title))
    guarding.heed(words.said, words.done)
    texts = _texts(topic, told.said)
    if _of_few(words.said, texts) or _of_few(words.done, texts):
        raise Invalid(
            _(
                "“%(title)s”: six characters or words in a row are those of somebody who spoke"
                " here. Say it differently.",
                title=topic.title,
            )
        )


def _hang(actor: Actor, row: Publication, chosen: Mapping[str, Words]) -> None:
    words = chosen[row.topic_id]
    if (row.said, row.done) != (words.said, words.done):
        row.account_id, row.day = actor.id, clock.today()
        row.said, row.done = words.said, words.done
        db.session.add(row)


def publications(session: Session) -> dict[str, Publication]:
    """What of a session hangs on the board, by topic."""
    query = select(Publication).join(Topic, Topic.id == Publication.topic_id)
    found = db.session.scalars(query.where(Topic.session_id == session.id))
    return {one.topic_id: one for one in found}


def hanging(*, page: int = 1, size: int = 20) -> list[Hanging]:
    """A page of what hangs on the board, the latest first."""
    query = select(Publication).order_by(Publication.day.desc(), Publication.topic_id)
    found = db.session.scalars(query.limit(size).offset((page - 1) * size)).all()
    ids = [one.topic_id for one in found]
    agreed = select(Action).where(Action.topic_id.in_(ids)).order_by(Action.due, Action.id)
    actions = db.session.scalars(agreed).all()
    return [Hanging(one, [a for a in actions if a.topic_id == one.topic_id]) for one in found]


def outlive(bodies: Mapping[str, str | None]) -> None:
    """Take down what quotes these posts or cards, before they go: their time is over.

    Of a text that cannot be opened any more (None) nobody knows what quotes it.
    """
    about = or_(
        Publication.topic_id.in_(select(TopicPost.topic_id).where(TopicPost.post_id.in_(bodies))),
        Publication.topic_id.in_(select(TopicCard.topic_id).where(TopicCard.card_id.in_(bodies))),
    )
    for one in db.session.scalars(select(Publication).where(about)):
        words = f"{one.said}\n{one.done}"
        if any(body is None or quotes(words, body) for body in bodies.values()):
            db.session.execute(delete(Publication).where(Publication.topic_id == one.topic_id))

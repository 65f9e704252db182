"""A theme that comes back: which topic goes on with which, and how often nothing solved it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal import themes
from portal.core.db import db
from portal.core.directory import directory
from portal.retro import service
from portal.retro.models import Action, Session, Topic
from portal.themes.shapes import Text
from portal.voice import cards, rendering
from portal.voice.stages import Progress

# In so many sessions one after another a theme that nothing solved is told of.
TIMES = 3
# Fewer old texts than this tell nothing of where new ones belong.
FEW = 8


@dataclass(frozen=True)
class Repeated:
    """A topic whose theme came back unsolved, and in how many sessions running it was there."""

    topic: Topic
    times: int


@dataclass(frozen=True)
class Lain:
    """What lay on the table of a session: texts, each with its topic, and what posts are about."""

    texts: Mapping[str, str]
    topics: Mapping[str, str]
    about: Mapping[str, tuple[str, str]]


def links(session: Session) -> dict[str, str]:
    """For each topic that goes on with one of the session before: the id of that one."""
    before = service.before(session)
    if before is None:
        return {}
    old, new = _lain(before), _lain(session)
    joined, alike = _joined(old, new), _by_what_they_are_about(old)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for id_, topic in new.topics.items():
        found = old.topics.get(id_) or joined.get(id_) or alike.get(new.about.get(id_))
        votes[topic][found or ""] += 1
    best = {
        topic: max(some.items(), key=lambda one: (one[1], one[0])) for topic, some in votes.items()
    }
    return {
        topic: found
        for topic, (found, count) in best.items()
        if found and count * 2 >= votes[topic].total()
    }


def _lain(session: Session) -> Lain:
    topics = service.topics_of(session)
    posts = service.posts_of(topics)
    texts = {post.id: rendering.open_body(post) for post in posts.values()}
    texts |= {card.id: cards.text_of(card) for card in cards.of_session(session.id)}
    where = {
        id_: topic.id
        for topic in topics
        for id_ in (*(c.post_id for c in topic.cards), *(c.card_id for c in topic.written))
        if texts.get(id_)
    }
    about = {post.id: (post.target, post.cause) for post in posts.values() if post.cause}
    return Lain({id_: texts[id_] for id_ in where}, where, about)


def _joined(old: Lain, new: Lain) -> Mapping[str, str | None]:
    """The old topic that each new text is like, as `themes` lets later texts join."""
    known = [_text(id_, text) for id_, text in old.texts.items()]
    later = [_text(id_, text) for id_, text in new.texts.items() if id_ not in old.texts]
    if len(known) < FEW or not later:
        return {}
    # What people laid together, and how alike that is: then what came later joins.
    learnt = themes.group(known, {"assignments": dict(old.topics)})["state"]
    found = themes.group([*known, *later], learnt)["assignments"]
    return {id_: topic for id_, topic in found.items() if topic in set(old.topics.values())}


def _text(id_: str, text: str) -> Text:
    return {"id": id_, "text": text, "lang": None}


def _by_what_they_are_about(old: Lain) -> Mapping[tuple[str, str] | None, str]:
    """Under which topic most posts lay of one goal and cause."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for id_, about in old.about.items():
        if id_ in old.topics:
            found[about][old.topics[id_]] += 1
    return {about: some.most_common(1)[0][0] for about, some in found.items()}


def follow(session: Session, found: Mapping[str, str]) -> None:
    """Keep which topic goes on with which, as the session closes."""
    for topic in service.topics_of(session):
        topic.before_id = found.get(topic.id)


def repeated(session: Session | None) -> list[Repeated]:
    """The themes of a session that nothing has solved in three sessions running, or more."""
    if session is None:
        return []
    counted = [Repeated(topic, _times(topic)) for topic in service.topics_of(session)]
    return [one for one in counted if one.times >= TIMES]


def _times(topic: Topic) -> int:
    """In how many sessions running it was there, back to the last that solved it."""
    seen: list[str] = []
    at: Topic | None = topic
    while at is not None and at.id not in seen and not _is_solved(at):
        seen.append(at.id)
        at = db.session.get(Topic, at.before_id) if at.before_id else None
    return len(seen)


def _is_solved(topic: Topic) -> bool:
    """True when all its actions are done, or all its blockers are solved as their writers say."""
    agreed = db.session.scalars(select(Action.state).where(Action.topic_id == topic.id)).all()
    if agreed and set(agreed) == {"done"}:
        return True
    posts = service.posts_of([topic]).values()
    stages = {post.progress for post in posts if post.kind == "blocker"}
    return stages == {Progress.CONFIRMED.value}


def leaders_above(session: Session) -> list[str]:
    """The managers of the nearest team over the one that held a session."""
    team = directory().over(session.team_id) if session.team_id else None
    while team is not None and not directory().managers_of(team):
        team = directory().over(team)
    return directory().managers_of(team) if team else []


def told_to(account_id: str, sessions: Sequence[Session]) -> list[Session]:
    """Of these closed sessions those with a theme that comes back, below this person."""
    below = [one for one in sessions if account_id in leaders_above(one)]
    return [one for one in below if repeated(one)]

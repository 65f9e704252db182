"""Deciding on blockers from the topic under which they lie, by the rules of answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from portal.answers import cards
from portal.answers import service as answers
from portal.answers.board import NO_ANSWER
from portal.answers.cards import Answer
from portal.answers.models import Decision
from portal.answers.service import Blocker
from portal.core.access import Actor, Permission, allows
from portal.core.db import db
from portal.core.directory import directory
from portal.core.errors import Forbidden, Invalid, Missing
from portal.core.languages import gettext as _
from portal.retro import phases, service
from portal.retro.models import Action, Ending, Topic, TopicDecision
from portal.retro.versions import touch
from portal.voice.models import Post
from portal.voice.stages import UNANSWERED


@dataclass(frozen=True)
class Asked:
    """A blocker that lies under a topic: who may answer it may do so from there."""

    topic: Topic
    blocker: Blocker

    @property
    def owner_id(self) -> str | None:
        """The owner of the goal that is blocked."""
        return self.blocker.owner_id

    @property
    def team_ids(self) -> frozenset[str]:
        """The teams whose managers may decide."""
        return self.blocker.team_ids

    @property
    def asked_ids(self) -> frozenset[str]:
        """Everybody to whom the blocker came."""
        return self.blocker.asked_ids


@dataclass(frozen=True)
class Made:
    """A decision that was made from a topic, and the blocker that it answers, if that is left."""

    post_id: str | None
    answer: Answer


def find(word: str) -> Asked:
    """The blocker under a topic by a word like TOPIC.POST. Raises Missing."""
    topic_id, _dot, post_id = word.partition(".")
    topic = service.find_topic(topic_id)
    if post_id not in {card.post_id for card in topic.cards}:
        raise Missing(_("This does not lie under this topic."))
    return Asked(topic, answers.find_blocker(post_id))


def blockers_of(posts: Iterable[Post]) -> list[Blocker]:
    """The blockers among these posts, with who is to decide on them."""
    return answers.as_blockers([post for post in posts if post.kind == "blocker"])


def alike(actor: Actor, asked: Blocker, others: Iterable[Blocker]) -> list[Blocker]:
    """Which of the others wait too, and may be answered by the same person."""
    return [
        one
        for one in others
        if one.post.id != asked.post.id
        and one.post.progress in UNANSWERED
        and allows(actor, Permission.ANSWER_DECIDE, one)
    ]


def decide(
    actor: Actor,
    asked: Asked,
    kind: str,
    details: Mapping[str, Any],
    alike: Sequence[Asked] = (),
) -> None:
    """Answer a blocker, and others of its topic alike; what is an answer ends the topic.

    Raises Forbidden, and like `answers.decide`; then nothing of it is done.
    """
    topic = asked.topic
    phases.check_open(topic.session)
    for one in (asked, *alike):
        _check(actor, one, details)
        made = answers.decide(actor, one.blocker, kind, details)
        if kind not in NO_ANSWER:
            db.session.add(TopicDecision(topic_id=topic.id, decision_id=_id(made)))
    if kind not in NO_ANSWER:
        if topic.ending == Ending.PARKED:
            topic.outcome = ""
        topic.ending = Ending.DECISION.value
    touch(topic.session)


def _check(actor: Actor, asked: Asked, details: Mapping[str, Any]) -> None:
    if not allows(actor, Permission.ANSWER_DECIDE, asked):
        raise Forbidden(_("One of these is not yours to decide."))
    goal = asked.blocker.key_result
    if goal is not None and details.get("yields") == goal.id:
        raise Invalid(_("A goal cannot give way to what blocks it itself."))


def _id(decision: Decision) -> str:
    db.session.flush()
    return decision.id


MADE = (
    select(TopicDecision.topic_id, Decision)
    .join(Decision, Decision.id == TopicDecision.decision_id)
    .order_by(Decision.day, Decision.number, Decision.id)
)


def made_in(topics: Iterable[Topic]) -> dict[str, list[Made]]:
    """By topic what was decided from it, the first decision first."""
    ids = {topic.id for topic in topics}
    rows = db.session.execute(MADE.where(TopicDecision.topic_id.in_(ids))).all()
    names = directory().names({decision.account_id for _topic, decision in rows})
    found: dict[str, list[Made]] = defaultdict(list)
    for topic_id, decision in rows:
        found[topic_id].append(Made(decision.post_id, cards.answer_of(decision, names)))
    return dict(found)


def take_over(topic: Topic, into: Topic) -> None:
    """Let one topic have what was decided and agreed on from another one, which goes into it."""
    for table in (TopicDecision, Action):
        db.session.execute(update(table).where(table.topic_id == topic.id).values(topic_id=into.id))
    if into.ending is None:
        into.ending, into.outcome = topic.ending, topic.outcome

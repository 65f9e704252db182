"""Two retrospectives: one that is over, with what became of its actions, and one just opened."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.core.db import db, transaction
from portal.demo.goals import Goals
from portal.demo.staff import Staff
from portal.demo.story import Calendar, read_json, workday
from portal.retro import actions, opening, phases, publishing, topics
from portal.retro import service as retro
from portal.retro.models import Action, Ending, Phase, Session, Topic, TopicPost
from portal.retro.poll import SessionPoll
from portal.retro.publishing import Words
from portal.voice.models import Post


class Retros:
    """The retrospectives over the goal that everything turned on."""

    def __init__(self, calendar: Calendar, staff: Staff, goals: Goals) -> None:
        """Read what was said there; nothing is written yet."""
        self._calendar, self._staff, self._goals = calendar, staff, goals
        self._told: dict[str, Any] = read_json("retros.json")
        self._promised: list[tuple[date, str]] = []

    def hold(self, day: date) -> None:
        """Hold, look back, or open: whatever this day asks for."""
        with transaction():
            if day == self._calendar.retro:
                self._first(day)
            for due, action_id in self._promised:
                if due == day:
                    self._settle(action_id)
            if day == self._calendar.today:
                self._open("second", day).phase = Phase.REVIEW.value

    def _settle(self, action_id: str) -> None:
        action = actions.find_action(action_id)
        actions.settle(self._staff.actor(self._told["first"]["by"]), action, "done", "")

    def _open(self, which: str, day: date) -> Session:
        told, ids = self._told[which], self._goals.ids_until(self._told["goal"], day)
        return opening.open_session(self._staff.actor(told["by"]), told["title"], ids)

    def _first(self, day: date) -> None:
        leader, session = self._staff.actor(self._told["first"]["by"]), self._open("first", day)
        laid = _by_cause(session, [told["cause"] for told in self._told["topics"]])
        for topic, told in self._pairs(laid):
            topic.votes, topic.hands = told["votes"], told["hands"]
            self._end(topic, told, day)
        while (coming := phases.following(session, 1)) and session.phase != Phase.CLOSED:
            phases.move_to(leader, session, coming)
        for step in session.phases:
            step.spent = 60 * self._told["minutes"][step.phase]
        self._count(session)
        hung = {topic.id: told["board"] for topic, told in self._pairs(laid) if "board" in told}
        publishing.publish(leader, session, {id_: Words(**one) for id_, one in hung.items()})

    def _pairs(self, laid: Sequence[Topic]) -> Iterator[tuple[Topic, dict[str, Any]]]:
        yield from zip(laid, self._told["topics"], strict=True)

    def _count(self, session: Session) -> None:
        """What was voted and answered there; how, nobody knows any more."""
        cast = session.cast = self._told["cast"]
        for number, (kind, figure) in enumerate(self._told["polls"].items(), 1):
            poll = SessionPoll(session_id=session.id, number=number, kind=kind, cast=cast)
            poll.figure = Decimal(figure)
            db.session.add(poll)

    def _end(self, topic: Topic, told: dict[str, Any], day: date) -> None:
        topics.rename(topic, told["title"])
        topics.write_notes(topic, told["notes"])
        if told["ending"] != Ending.ACTION:
            topics.end(topic, Ending(told["ending"]), told["outcome"])
        for promise in told["actions"]:
            self._promise(topic, promise, workday(day + timedelta(days=promise["within"])))

    def _promise(self, topic: Topic, told: dict[str, Any], due: date) -> None:
        owner = self._staff.id_of(told["owner"])
        action: Action = topics.add_action(topic, owner, told["what"], due, told["how"])
        if told["done"]:
            self._promised.append((due, action.id))


def _by_cause(session: Session, causes: Sequence[str | None]) -> list[Topic]:
    """Whoever sat there laid the cards anew, by cause; a topic for each, in this order."""
    before = list(retro.topics_of(session))
    posts = retro.posts_of(before)
    for topic in before:
        for card in topic.cards:
            db.session.delete(card)
        db.session.delete(topic)
    db.session.flush()
    found = [_laid(session, place, cause, posts) for place, cause in enumerate(causes)]
    db.session.add_all(found)
    db.session.flush()
    db.session.expire(session, ["topics"])
    return found


def _laid(session: Session, place: int, cause: str | None, posts: Mapping[str, Post]) -> Topic:
    cards = [TopicPost(post_id=id_) for id_, post in sorted(posts.items()) if post.cause == cause]
    name = cause or "other"
    return Topic(session_id=session.id, place=place, theme=name, title=name, cards=cards)

"""Two retrospectives: one that is over, with what became of its actions, and one just opened."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from portal.core.db import transaction
from portal.demo.goals import Goals
from portal.demo.staff import Staff
from portal.demo.story import Calendar, read_json, workday
from portal.retro import actions, opening, phases, topics
from portal.retro import service as retro
from portal.retro.models import Action, Ending, Phase, Session, Topic


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
        by_cause = dict(_by_cause(session))
        for told in self._told["topics"]:
            self._end(by_cause[told["cause"]], told, day)
        while (coming := phases.following(session, 1)) and session.phase != Phase.CLOSED:
            phases.move_to(leader, session, coming)
        for step in session.phases:
            step.spent = 60 * self._told["minutes"][step.phase]

    def _end(self, topic: Topic, told: dict[str, Any], day: date) -> None:
        topics.rename(topic, told["title"])
        topics.write_notes(topic, told["notes"])
        if told["ending"] != Ending.ACTION:
            topics.end(topic, Ending(told["ending"]), told["outcome"])
        for promise in told["actions"]:
            self._promise(topic, promise, workday(day + timedelta(days=promise["within"])))

    def _promise(self, topic: Topic, told: dict[str, Any], due: date) -> None:
        owner = self._staff.id_of(told["owner"])
        action: Action = topics.add_action(topic, owner, told["what"], due)
        if told["done"]:
            self._promised.append((due, action.id))


def _by_cause(session: Session) -> Iterator[tuple[str | None, Topic]]:
    """Each cause with its topic; topics of one cause are put together first."""
    found: dict[str | None, Topic] = {}
    every = list(retro.topics_of(session))
    posts = retro.posts_of(every)
    for topic in every:
        causes = Counter(posts[card.post_id].cause for card in topic.cards)
        cause = causes.most_common(1)[0][0]
        if cause in found:
            topics.merge(topic, found[cause])
        else:
            found[cause] = topic
    yield from found.items()

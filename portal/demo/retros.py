"""Two retrospectives: one that is over, with what became of its actions, and one just opened."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from portal.core.db import transaction
from portal.demo.goals import Goals
from portal.demo.staff import Staff
from portal.demo.story import Calendar, read_json, workday
from portal.retro import service as retro
from portal.retro.models import Action, Ending, Phase, Session, Topic

ON_THE_WAY = (Phase.GROUP, Phase.DISCUSS, Phase.CLOSED)


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
                self._open("second", day)

    def _settle(self, action_id: str) -> None:
        action = retro.find_action(action_id)
        retro.settle(self._staff.actor(self._told["by"]), action, "done", "")

    def _open(self, which: str, day: date) -> Session:
        ids = self._goals.ids_until(self._told["goal"], day)
        return retro.open_session(self._staff.actor(self._told["by"]), self._told[which], ids)

    def _first(self, day: date) -> None:
        leader, session = self._staff.actor(self._told["by"]), self._open("first", day)
        by_cause = dict(_by_cause(session))
        for told in self._told["topics"]:
            self._end(by_cause[told["cause"]], told, day)
        for phase in ON_THE_WAY:
            retro.move_to(leader, session, phase.value)

    def _end(self, topic: Topic, told: dict[str, Any], day: date) -> None:
        retro.rename(topic, told["title"])
        retro.write_notes(topic, told["notes"])
        if told["ending"] != Ending.ACTION:
            retro.end(topic, Ending(told["ending"]), told["outcome"])
        for promise in told["actions"]:
            self._promise(topic, promise, workday(day + timedelta(days=promise["within"])))

    def _promise(self, topic: Topic, told: dict[str, Any], due: date) -> None:
        owner = self._staff.id_of(told["owner"])
        action: Action = retro.add_action(topic, owner, told["what"], due)
        if told["done"]:
            self._promised.append((due, action.id))


def _by_cause(session: Session) -> Iterator[tuple[str | None, Topic]]:
    """Each cause with its topic; topics of one cause are put together first."""
    found: dict[str | None, Topic] = {}
    topics = list(retro.topics_of(session))
    posts = retro.posts_of(topics)
    for topic in topics:
        causes = Counter(posts[card.post_id].cause for card in topic.cards)
        cause = causes.most_common(1)[0][0]
        if cause in found:
            retro.merge(topic, found[cause])
        else:
            found[cause] = topic
    yield from found.items()

"""The days of somebody's calendar: due days, check-ins, promises, actions; titles alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import url_for

from portal.answers import promises
from portal.core import clock
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.okr import service as okr
from portal.okr.models import Cycle, KeyResult
from portal.retro import actions

FRIDAY = 4


@dataclass(frozen=True)
class Day:
    """A day of a calendar; `until`: it comes back every week, for the last time then."""

    id: str
    day: date
    title: str
    address: str
    words: str = ""
    until: date | None = None


def days_of(account_id: str) -> list[Day]:
    """All days of this person, in the language of the page."""
    mine = okr.owned_by(account_id)
    return [
        *(_due(one) for one in mine),
        *_check_ins(account_id, mine),
        *(_promised(one) for one in promises.promised_by(account_id)),
        *_actions(account_id),
    ]


def _at(endpoint: str, **words: Any) -> str:
    return f"{settings().url}{url_for(endpoint, **words)}"


def _due(one: KeyResult) -> Day:
    title = _("Due: %(title)s", title=one.plain)
    return Day(f"due-{one.id}", one.due, title, _at("front.key_result", kr=one.id))


def _check_ins(account_id: str, mine: Sequence[KeyResult]) -> Iterator[Day]:
    """Each Friday of a quarter in which the person answers for something."""
    cycles = {one.objective.cycle.id: one.objective.cycle for one in mine}
    for cycle in cycles.values():
        titles = [one.plain for one in mine if one.objective.cycle_id == cycle.id]
        yield Day(
            f"check-in-{account_id}-{cycle.id}",
            _first_friday(cycle),
            _("Say where your key results stand"),
            _at("front.home"),
            "\n".join(titles),
            cycle.ends,
        )


def _first_friday(cycle: Cycle) -> date:
    return cycle.starts + timedelta(days=(FRIDAY - cycle.starts.weekday()) % 7)


def _promised(one: promises.Promise) -> Day:
    goal = one.goal or _("no goal in particular")
    title = _("You promised this day: %(goal)s", goal=goal)
    return Day(f"promise-{one.id}", one.day, title, _at("answers.blocker", post=one.post_id))


def _actions(account_id: str) -> Iterator[Day]:
    for one in actions.open_actions_of(account_id):
        title = _("To do: %(what)s", what=one.what)
        # An action that is late is to be done today, not on a day that nobody looks at.
        day = max(one.due, clock.today())
        yield Day(f"action-{one.id}", day, title, _at("retro.action", action=one.id))

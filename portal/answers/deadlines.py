"""Until when a blocker has to be decided, in the working time of whoever decides.

A clock begins with the first working hour after the day on which the blocker came, so nothing
finer than that day is written down or can be worked out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from portal.answers.models import Hop
from portal.core import clock
from portal.core.directory import directory
from portal.core.languages import gettext as _
from portal.core.languages import ngettext
from portal.core.present import day as day_words
from portal.core.settings import settings
from portal.core.worktime import WorkTime

HOUR = timedelta(hours=1)
# By severity: half a day when all stands still, two days, a week.
LIMITS: Mapping[int, timedelta] = {3: 4 * HOUR, 2: 16 * HOUR, 1: 40 * HOUR}
# A question stops the clock for so long at most; a hand-over is accepted within so long.
ASKING = 24 * HOUR
ACCEPTING = 8 * HOUR
WORKDAY = 8 * HOUR


@dataclass(frozen=True)
class Deadline:
    """A deadline as a page says it: how urgent, how much is left or over, and the day."""

    urgency: str
    left: str
    until: str


def calendar_of(account_id: str) -> WorkTime:
    """The calendar by which this person's clocks run."""
    return directory().worktime(account_id)


def due(hop: Hop, severity: int | None) -> datetime:
    """When a hop has to be decided: its limit, and what a question has stopped, from its day on."""
    calendar = calendar_of(hop.account_id)
    limit = LIMITS[severity or 1] + _paused(calendar, hop.asked, hop.answered)
    return after(calendar, hop.day, limit)


def accept_by(account_id: str, day: date) -> datetime:
    """When somebody has to have accepted what was handed over on this day."""
    return after(calendar_of(account_id), day, ACCEPTING)


def after(calendar: WorkTime, day: date, amount: timedelta) -> datetime:
    """The instant, in UTC and naive as it is stored, after so much work from the next morning."""
    try:
        end = calendar.add(calendar.first_after(day), amount)
    except ValueError:
        # Nobody works there any more: office hours are better than no end.
        office = WorkTime(settings().zone)
        end = office.add(office.first_after(day), amount)
    return end.replace(tzinfo=None)


def _paused(calendar: WorkTime, asked: date | None, answered: date | None) -> timedelta:
    if asked is None:
        return timedelta(0)
    if answered is None:
        return ASKING
    worked = calendar.between(calendar.first_after(asked), calendar.first_after(answered))
    return min(ASKING, worked)


def deadlines(hops: Mapping[str, Iterable[Hop]]) -> dict[str, Deadline]:
    """The nearest deadline of each post, in words."""
    now = clock.now()
    found = {post_id: min(own, key=lambda hop: hop.due) for post_id, own in hops.items()}
    return {post_id: _deadline(hop, now) for post_id, hop in found.items()}


def _deadline(hop: Hop, now: datetime) -> Deadline:
    calendar, ends = calendar_of(hop.account_id), hop.due.replace(tzinfo=UTC)
    if ends <= now:
        return Deadline("late", _late(calendar.between(ends, now), ends, now), until(hop))
    left = calendar.between(now, ends)
    return Deadline("soon" if left < WORKDAY else "", _left(left), until(hop))


def _late(over: timedelta, ends: datetime, now: datetime) -> str:
    if over < HOUR:
        return _("just overdue")
    if over <= 2 * WORKDAY:
        return ngettext(
            "%(num)d working hour overdue", "%(num)d working hours overdue", _hours(over)
        )
    days = (clock.local(now).date() - clock.local(ends).date()).days
    return ngettext("%(num)d day overdue", "%(num)d days overdue", days)


def _left(left: timedelta) -> str:
    if left < HOUR:
        return _("less than a working hour left")
    if left <= 2 * WORKDAY:
        return ngettext("%(num)d working hour left", "%(num)d working hours left", _hours(left))
    days = round(left / WORKDAY)
    return ngettext("%(num)d working day left", "%(num)d working days left", days)


def _hours(span: timedelta) -> int:
    return int(span / HOUR)


def until(hop: Hop) -> str:
    """By when, as people say it where the one who decides works."""
    ends = hop.due.replace(tzinfo=UTC).astimezone(calendar_of(hop.account_id).zone)
    day = day_words(ends.date())
    if (ends.hour, ends.minute) == (12, 0):
        return _("by noon on %(day)s", day=day)
    return _("by %(time)s on %(day)s", time=f"{ends:%H:%M}", day=day)

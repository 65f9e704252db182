"""When a release is due: fixed times of the organisation's day, or every minute in a demo."""

import re
from datetime import date, datetime, timedelta

from portal.config import EVERY_MINUTE, Settings

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
SLOT = "%Y-%m-%dT%H:%M"


def _at(settings: Settings, day: datetime) -> list[datetime]:
    times = settings.release_at
    if isinstance(times, str):
        return []
    return [
        day.replace(hour=time.hour, minute=time.minute, second=0, microsecond=0) for time in times
    ]


def next_release(settings: Settings, now: datetime) -> datetime:
    """The first fixed time after `now`, on the organisation's clock."""
    here = now.astimezone(settings.zone)
    if settings.release_at == EVERY_MINUTE:
        return here.replace(second=0, microsecond=0) + _MINUTE
    return min(at for day in (here, here + _DAY) for at in _at(settings, day) if at > here)


def last_release(settings: Settings, now: datetime) -> datetime:
    """The latest fixed time that is not after `now`: the release that is due."""
    here = now.astimezone(settings.zone)
    if settings.release_at == EVERY_MINUTE:
        return here.replace(second=0, microsecond=0)
    return max(at for day in (here, here - _DAY) for at in _at(settings, day) if at <= here)


def due(settings: Settings, hold: str, now: datetime) -> str | None:
    """The slot of the release that a post waits for; None when its period has to end first."""
    if hold == "epoch":
        return None
    if hold == "urgent":
        hour = now.astimezone(settings.zone).replace(minute=0, second=0, microsecond=0)
        return min(slot(hour + timedelta(hours=1)), slot(next_release(settings, now)))
    return slot(next_release(settings, now))


def slot(at: datetime) -> str:
    """The name of a release: its minute on the organisation's clock."""
    return at.strftime(SLOT)


def week_of(day: date) -> str:
    """The week of a day, as ISO 8601 writes it: 2026-W48."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def epoch_of(settings: Settings, day: date) -> str:
    """The epoch in which a day lies: 2026-11, or 2026-W47 where epochs are weeks."""
    if settings.epoch == "week":
        return week_of(day)
    return f"{day.year}-{day.month:02d}"


def scope_of(settings: Settings, kind: str, day: date) -> str:
    """For what a standing key of this kind is issued on a day: an epoch, or 2026-Q4 for support."""
    if kind == "post":
        return epoch_of(settings, day)
    return f"{day.year}-Q{(day.month + 2) // 3}"


def scope_starts(settings: Settings, kind: str, scope: str) -> date:
    """The first day of a scope."""
    if kind == "post":
        return epoch_starts(settings, scope)
    year, _q, quarter = scope.partition("-Q")
    return date(int(year), int(quarter) * 3 - 2, 1)


def scope_after(settings: Settings, kind: str, scope: str) -> str:
    """The scope that follows."""
    if kind == "post":
        return epoch_after(settings, scope)
    return scope_of(settings, kind, scope_starts(settings, kind, scope) + timedelta(days=93))


def epoch_starts(settings: Settings, epoch: str) -> date:
    """The first day of an epoch."""
    if settings.epoch == "week":
        return date.fromisoformat(f"{epoch}-1")
    return date.fromisoformat(f"{epoch}-01")


def epoch_after(settings: Settings, epoch: str) -> str:
    """The epoch that follows."""
    return epoch_of(
        settings,
        epoch_starts(settings, epoch) + timedelta(days=32 if settings.epoch == "month" else 7),
    )


def scope_ends(scope: str) -> date | None:
    """The first day after a month, a week or a quarter, told from its name; None for another."""
    year, _dash, part = scope.partition("-")
    if re.fullmatch(r"\d{4}-W\d{2}", scope):
        return date.fromisoformat(f"{scope}-1") + timedelta(days=7)
    if re.fullmatch(r"\d{4}-Q[1-4]", scope):
        return _month(int(year), int(part[1]) * 3 + 1)
    if re.fullmatch(r"\d{4}-\d{2}", scope):
        return _month(int(year), int(part) + 1)
    return None


def kept_until(settings: Settings, scope: str) -> date | None:
    """The day on which the texts of a scope are destroyed; None for a scope of no time."""
    end = scope_ends(scope)
    if end is None:
        return None
    month = _month(end.year, end.month + settings.retention)
    # Months differ in length: rather a day or two late than one early.
    return month + timedelta(days=end.day - 1)


def _month(year: int, month: int) -> date:
    """The first day of a month; the 13th is the next year's first."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)

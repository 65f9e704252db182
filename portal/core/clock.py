"""The only clock: instants in UTC, days in the organisation's time zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time

from portal.core.settings import settings

NOON = time(12)
_as_on: ContextVar[date | None] = ContextVar("as_on", default=None)


def now() -> datetime:
    """This instant, in UTC."""
    day = _as_on.get()
    if day is None:
        return datetime.now(UTC)
    return datetime.combine(day, NOON, settings().zone).astimezone(UTC)


def utc() -> datetime:
    """The same as databases keep it: in UTC, and saying of no zone."""
    return now().replace(tzinfo=None)


def local(instant: datetime) -> datetime:
    """The same instant as the organisation's wall clock shows it."""
    return instant.astimezone(settings().zone)


def today() -> date:
    """The day it is in the organisation's time zone."""
    return local(now()).date()


@contextmanager
def as_on(day: date) -> Iterator[None]:
    """Let it be noon of this day inside, for a story that has a past; nests, ends clean."""
    before = _as_on.set(day)
    try:
        yield
    finally:
        _as_on.reset(before)

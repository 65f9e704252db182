"""The only clock: instants in UTC, days in the organisation's time zone."""

from datetime import UTC, date, datetime

from portal.core.settings import settings


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """The same instant as the organisation's wall clock shows it."""
    return instant.astimezone(settings().zone)


def today() -> date:
    """The day it is in the organisation's time zone."""
    return local(now()).date()

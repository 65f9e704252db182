"""Days as a calendar that programs subscribe to (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from portal.core import clock
from portal.core.settings import settings
from portal.front.calendar_days import Day

TYPE = "text/calendar"
OFTEN = timedelta(hours=6)


def written(name: str, days: Iterable[Day]) -> bytes:
    """The calendar of this name with these days, each for the whole day."""
    # It takes a while to load, and only feeds need it.
    from icalendar import Calendar  # noqa: PLC0415

    made = Calendar()
    made.add("prodid", "-//Candor//Goals//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", OFTEN, parameters={"VALUE": "DURATION"})
    # Not the minute: the same calendar is the same file for a day.
    stamp = datetime.combine(clock.today(), time(), UTC)
    for day in days:
        made.add_component(_event(day, stamp))
    return bytes(made.to_ical())


def _event(day: Day, stamp: datetime):  # type: ignore[no-untyped-def]
    from icalendar import Event  # noqa: PLC0415

    made = Event()
    made.add("uid", f"{day.id}@{urlsplit(settings().url).hostname}")
    made.add("dtstamp", stamp)
    made.add("dtstart", day.day)
    made.add("dtend", day.day + timedelta(days=1))
    made.add("summary", day.title)
    made.add("url", day.address)
    made.add("transp", "TRANSPARENT")
    if day.words:
        made.add("description", day.words)
    if day.until:
        made.add("rrule", {"freq": "weekly", "until": day.until})
    return made

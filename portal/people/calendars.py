"""When people work: a calendar for each site, one for everybody else, and who is away."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.core.memory import kept
from portal.core.settings import settings
from portal.core.worktime import OFFICE, Shift, WorkTime
from portal.people.models import Account, WorkHours

EVERYBODY = ""
REGIONS = ("", "TW", "HK", "MO", "CN", "VN", "ID", "TH", "PH", "MY", "SG")
HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
LONGEST = 400


@lru_cache(64)
def public_holidays(region: str, first: int) -> frozenset[date]:
    """The public holidays of a country in this year and the next; none for no country."""
    if not region:
        return frozenset()
    # It takes long to load, and few processes ever ask.
    import holidays  # noqa: PLC0415

    return frozenset(holidays.country_holidays(region, years=[first, first + 1]))


def read_shifts(text: str) -> tuple[Shift, ...]:
    """The shifts of a day, typed as 08:00-12:00 13:00-17:00. Raises Invalid."""
    found = []
    for part in text.replace("，", " ").replace(",", " ").split():
        numbers = HOURS.fullmatch(part.replace("：", ":").replace("–", "-").replace("～", "-"))
        try:
            found.append(_shift(*map(int, numbers.groups() if numbers else ())))
        except (TypeError, ValueError):
            raise Invalid(_("Write working hours like 08:00-12:00 13:00-17:00.")) from None
    return tuple(found)


def _shift(hour: int, minute: int, last_hour: int, last_minute: int) -> Shift:
    return time(hour, minute), time(last_hour % 24 if last_hour == 24 else last_hour, last_minute)


def read_days(text: str) -> list[date]:
    """Days off, one a line as YYYY-MM-DD. Raises Invalid with the line that is none."""
    found = set()
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            found.add(date.fromisoformat(line))
        except ValueError:
            raise Invalid(
                _("This is not a day: %(line)s. Write it like 2026-12-25.", line=line)
            ) from None
    if len(found) > LONGEST:
        raise Invalid(_("At most %(max)d days off.", max=LONGEST))
    return sorted(found)


def write_shifts(shifts: Iterable[Shift]) -> str:
    """The same as it is typed."""
    return " ".join(f"{begins:%H:%M}-{ends:%H:%M}" for begins, ends in shifts)


def hours_of(site_id: str) -> WorkHours:
    """What is set for a site, or what holds for it while nothing is; not added to the session."""
    found = db.session.get(WorkHours, site_id) or db.session.get(WorkHours, EVERYBODY)
    if found is not None:
        return found
    shifts = {str(day): write_shifts(OFFICE.get(day, ())) for day in range(7)}
    zone = str(settings().zone)
    return WorkHours(site_id=EVERYBODY, zone=zone, region="", shifts=shifts, off=[])


def set_hours(actor: Actor, site_id: str, **words: Any) -> None:
    """Set a site's hours: zone, region, shifts by weekday as they are typed, days off.

    Raises Invalid when nobody would work on any day.
    """
    if not any(words["shifts"].values()):
        raise Invalid(_("Somebody has to work on some day: fill in one at least."))
    found = db.session.get(WorkHours, site_id)
    if found is None:
        found = WorkHours(site_id=site_id)
        db.session.add(found)
    for name, value in words.items():
        setattr(found, name, value)
    audit.record(actor, "hours", site_id or "organisation")


def calendars() -> Mapping[str, WorkTime]:
    """The calendar of every site that has its own, and under "" that of everybody else."""
    year = clock.today().year
    return kept(("calendars", year), lambda: _calendars(year), "people")


def _calendars(year: int) -> Mapping[str, WorkTime]:
    rows = db.session.scalars(select(WorkHours)).all()
    found = {row.site_id: _calendar(row, year) for row in rows}
    return {EVERYBODY: WorkTime(settings().zone), **found}


def _calendar(row: WorkHours, year: int) -> WorkTime:
    # Last year's too: what is overdue began then.
    public = public_holidays(row.region, year - 1) | public_holidays(row.region, year)
    shifts = {int(day): read_shifts(typed) for day, typed in row.shifts.items()}
    return WorkTime(
        ZoneInfo(row.zone), shifts, public | frozenset(map(date.fromisoformat, row.off))
    )


def worktime(account_id: str) -> WorkTime:
    """The calendar of where somebody works."""
    site = db.session.scalar(select(Account.site_id).where(Account.id == account_id))
    found = calendars()
    return found.get(site or EVERYBODY, found[EVERYBODY])


def set_away(actor: Actor, account: Account, until: date | None) -> None:
    """Be away until this day has ended, or back for None."""
    account.away_until = until
    audit.record(actor, "away" if until else "back", account.id)


def away(today: date) -> frozenset[str]:
    """Who is away on this day."""
    query = select(Account.id).where(Account.away_until >= today)
    return frozenset(db.session.scalars(query))

"""Loading the demo: every day of two quarters is lived through, with the rooms' own functions."""

from datetime import date

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.core.languages import gettext as _
from portal.demo import asking
from portal.demo.goals import Goals, Reading
from portal.demo.naming import Naming
from portal.demo.retros import Retros
from portal.demo.speaking import Speaking
from portal.demo.staff import Staff
from portal.demo.story import Calendar
from portal.people.service import count_accounts


def load(today: date | None = None) -> None:
    """Fill empty, migrated stores with the demo, as it stands on this day.

    Runs in an application context; takes some seconds. Raises Conflict, and changes nothing,
    where there are people already.
    """
    if count_accounts():
        raise Conflict(_("There are people here already. The demo needs an empty data folder."))
    calendar, staff = Calendar(today or clock.today()), Staff()
    goals = Goals(calendar, staff)
    with transaction():
        staff.hire()
        goals.take_in()
    speaking, retros = Speaking(calendar, staff, goals), Retros(calendar, staff, goals)
    naming = Naming(calendar, staff, goals)
    readings = list(goals.readings())
    for day in calendar.days():
        with clock.as_on(day):
            _check_in(goals, [one for one in readings if one.day == day])
            naming.do(day)
            if day >= speaking.starts:
                _live(day, speaking, retros, last=day == calendar.today)
    with clock.as_on(calendar.today), transaction():
        asking.ask(calendar, staff, goals)


def _check_in(goals: Goals, readings: list[Reading]) -> None:
    if readings:
        with transaction():
            for reading in readings:
                goals.write(reading)


def _live(day: date, speaking: Speaking, retros: Retros, *, last: bool) -> None:
    """A day's work; on every day but the last one the release closes it."""
    if last:
        speaking.release(day)
    speaking.review(day)
    speaking.answer(day)
    retros.hold(day)
    if not last:
        speaking.release(day)

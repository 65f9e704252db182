"""Readings of many key results from a CSV file: the whole file or nothing."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.languages import gettext as _
from portal.core.tables import Faults, Line, read_table
from portal.okr import readings
from portal.okr import service as okr
from portal.okr.cells import figure_in
from portal.okr.models import KeyResult
from portal.okr.readings import LONGEST_NOTE, Given

COLUMNS = ("key_result", "value", "day", "confidence", "note")
OPTIONAL = ("day", "confidence", "note")
May = Callable[[KeyResult], bool]


@dataclass(frozen=True)
class Actual:
    """A line of a file: of which key result, and what was read."""

    number: int
    key_result: KeyResult
    given: Given


def read_actuals(content: bytes, may: May = lambda _one: True) -> list[Actual]:
    """The readings of a file, all of them good, of key results that `may` lets through.

    A key result is named by its id, its title or its plain line, if no other running one is
    called so. Raises Invalid, or Faults with a sentence by line.
    """
    faults, known = Faults(), _known()
    lines = read_table(content, COLUMNS, optional=OPTIONAL)
    found = [one for line in lines if (one := _actual(line, known, faults, may)) is not None]
    faults.done()
    return found


def _known() -> dict[str, list[KeyResult]]:
    found: dict[str, list[KeyResult]] = defaultdict(list)
    for one in okr.open_key_results():
        for name in {one.id, one.title, one.plain}:
            found[name].append(one)
    return found


def _actual(
    line: Line, known: dict[str, list[KeyResult]], faults: Faults, may: May
) -> Actual | None:
    before = len(faults.faults)
    found = known.get(line["key_result"], [])
    if not found:
        faults.add(line.number, _("key_result: no running key result is called so."))
    elif len(found) > 1:
        faults.add(line.number, _("key_result: several are called so. Write its id."))
    elif not may(found[0]):
        faults.add(line.number, _("key_result: only its owner or a manager over it updates it."))
    given = Given(
        figure_in(line, "value", faults),
        _confidence(line, faults),
        line["note"],
        _day(line, faults),
    )
    if len(given.note) > LONGEST_NOTE:
        faults.add(line.number, _("note: at most 500 characters."))
    return Actual(line.number, found[0], given) if len(faults.faults) == before else None


def _confidence(line: Line, faults: Faults) -> int:
    said = line["confidence"] or "5"
    if said.isdecimal() and len(said) < 3 and int(said) <= 10:
        return int(said)
    faults.add(line.number, _("confidence: a whole number from 0 to 10."))
    return 0


def _day(line: Line, faults: Faults) -> date | None:
    try:
        day = date.fromisoformat(line["day"]) if line["day"] else None
    except ValueError:
        faults.add(line.number, _("day: a day looks like 2026-12-31."))
        return None
    if day and day > clock.today():
        faults.add(line.number, _("day: this day is still to come."))
    return day


def take_actuals(found: Sequence[Actual], actor: Actor | None = None) -> None:
    """Add all of these readings, in the name of the actor, or of the owners for a command."""
    for one in found:
        readings.take_in(one.key_result, actor.id if actor else one.key_result.owner_id, one.given)
        if actor:
            audit.record(actor, "check-in", one.key_result.id)

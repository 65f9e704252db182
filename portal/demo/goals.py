"""The goals of two quarters, taken in as a file, and the weekly readings that moved them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.core.db import db
from portal.demo.staff import Staff
from portal.demo.story import Calendar, read_json
from portal.okr.models import Cycle, KeyResult, Objective
from portal.okr.readings import check_in
from portal.okr.service import find_key_result, quarter, quarter_of
from portal.okr.taking_in import COLUMNS, read_okrs, take_okrs

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Reading:
    """One check-in of the story."""

    day: date
    cycle: str
    key: str
    by: str
    value: str
    confidence: int
    note: str


class Goals:
    """The key results of both quarters, by the word that the story has for each."""

    def __init__(self, calendar: Calendar, staff: Staff) -> None:
        """Read the goals; nothing is written yet."""
        self._calendar, self._staff = calendar, staff
        self._told: dict[str, Any] = read_json("goals.json")
        self._ids: dict[tuple[str, str], str] = {}

    def _key_results(self) -> Iterator[tuple[str, Any, Any]]:
        for when, objectives in self._told.items():
            for objective in objectives:
                for key_result in objective["key_results"]:
                    yield self._calendar.quarters[when], objective, key_result

    def take_in(self) -> None:
        """Write objectives and key results, the way an import does."""
        table = io.StringIO(newline="")
        rows = csv.DictWriter(table, COLUMNS, restval="")
        rows.writeheader()
        rows.writerows(_row(*found) for found in self._key_results())
        take_okrs(read_okrs(table.getvalue().encode()))
        self._ids = self._found()

    def _found(self) -> dict[tuple[str, str], str]:
        names = (Cycle.name, Objective.title, KeyResult.title, KeyResult.id)
        query = select(*names).join(KeyResult.objective).join(Objective.cycle)
        written = {tuple(row[:3]): row.id for row in db.session.execute(query)}
        return {
            (cycle, told["key"]): written[cycle, objective["title"], told["title"]]
            for cycle, objective, told in self._key_results()
        }

    def id_on(self, key: str, day: date) -> str:
        """The key result that this word meant on this day."""
        return self._ids[quarter_of(day), key]

    def ids_until(self, key: str, day: date) -> list[str]:
        """The key results that this word has meant in the quarters begun by this day."""
        begun = [cycle for cycle in self._calendar.quarters.values() if quarter(cycle)[0] <= day]
        return [self._ids[cycle, key] for cycle in begun if (cycle, key) in self._ids]

    def readings(self) -> Iterator[Reading]:
        """Every check-in until today, each on the weekday of its key result."""
        for cycle, _objective, told in self._key_results():
            starts, ends = quarter(cycle)
            first = starts + timedelta(days=(told["weekday"] - starts.weekday()) % 7)
            until = min(ends, self._calendar.ago(told["quiet"]))
            for week, value in enumerate(told["values"]):
                day = min(first + week * WEEK, ends)
                if day <= until:
                    yield _reading(day, cycle, told, week, value)

    def write(self, reading: Reading) -> None:
        """Check in, as the owner does."""
        key_result = find_key_result(self._ids[reading.cycle, reading.key])
        value = Decimal(reading.value)
        owner = self._staff.actor(reading.by)
        check_in(owner, key_result, value, reading.confidence, reading.note)


def _row(cycle: str, objective: Any, told: Any) -> dict[str, Any]:
    return {
        "cycle": cycle,
        "team": objective["team"],
        "objective": objective["title"],
        "parent_objective": objective["parent"],
        "owner": told["owner"],
        "key_result": told["title"],
        **{name: told[name] for name in ("plain", "kind", "unit", "baseline", "target")},
    }


def _reading(day: date, cycle: str, told: Any, week: int, value: float) -> Reading:
    note = told["notes"].get(str(week), "")
    confidence = int(told["sure"][week])
    return Reading(day, cycle, told["key"], told["owner"], str(value), confidence, note)

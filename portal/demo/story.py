"""The story as it lies in files, and the days on which it happens."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from portal.okr.service import quarter, quarter_of

FOLDER = Path(__file__).parent / "content"
ONE_DAY = timedelta(days=1)
A_MONTH = timedelta(days=30)
FRIDAY = 4


def read(name: str) -> bytes:
    """A file of the story as it is."""
    return (FOLDER / name).read_bytes()


def read_json(name: str) -> Any:
    """A file of the story, parsed."""
    return json.loads(read(name))


def workday(day: date) -> date:
    """This day, or the Monday after it."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > FRIDAY else day


@dataclass(frozen=True)
class Calendar:
    """The days of the story, all counted from the day of the first start."""

    today: date

    @property
    def quarters(self) -> dict[str, str]:
        """The names of the last quarter and of this one, like 2026Q4."""
        this = quarter_of(self.today)
        return {"last": quarter_of(quarter(this)[0] - ONE_DAY), "this": this}

    def days(self) -> Iterator[date]:
        """Every day from the beginning of the last quarter until today."""
        day = quarter(self.quarters["last"])[0]
        while day <= self.today:
            yield day
            day += ONE_DAY

    def ago(self, days: int) -> date:
        """The day that was so many days before today."""
        return self.today - timedelta(days=days)

    @property
    def retro(self) -> date:
        """The day of the first retrospective: a month ago, a workday of the month before."""
        last = self.today.replace(day=1) - ONE_DAY
        first = workday(last.replace(day=1))
        day = min(max(self.today - A_MONTH, first), last)
        return day - timedelta(days=max(day.weekday() - FRIDAY, 0))

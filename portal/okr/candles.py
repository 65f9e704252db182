"""Weekly candles of a key result: open, high, low and close of its readings, as of a share's price.

A week opens where the last one closed, the first one at the baseline. A week without a reading is a
gap: nothing is carried into it. Better is towards the target, whichever way that is. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.okr.models import Kind

WEEK = timedelta(days=7)
Dated = tuple[date, Decimal]


@dataclass(frozen=True)
class Candle:
    """A week, by its Monday, in which something was read."""

    monday: date
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal

    @property
    def week(self) -> int:
        """The number of the week in its year (ISO 8601)."""
        return self.monday.isocalendar().week


def monday_of(day: date) -> date:
    """The first day of the week in which a day lies."""
    return day - timedelta(days=day.weekday())


def candles(baseline: Decimal, readings: Iterable[Dated]) -> list[Candle]:
    """A candle for each week with a reading, the first week first; `readings` in order of time."""
    weeks: dict[date, list[Decimal]] = defaultdict(list)
    for day, value in readings:
        weeks[monday_of(day)].append(value)
    found, last = [], baseline
    for monday in sorted(weeks):
        values = [last, *weeks[monday]]
        found.append(Candle(monday, last, max(values), min(values), last := values[-1]))
    return found


def weeks(starts: date, ends: date) -> list[date]:
    """The Mondays of every week of which a day lies between these two."""
    first, last = monday_of(starts), monday_of(ends)
    return [first + WEEK * place for place in range((last - first).days // 7 + 1)]


def grows(kind: str, baseline: Decimal, target: Decimal) -> bool:
    """True where more is better."""
    return target >= (Decimal(0) if kind == Kind.RATE else baseline)


def is_better(candle: Candle, *, grows: bool) -> bool:
    """True for a week that did not end further from the target than it began."""
    return candle.close >= candle.open if grows else candle.close <= candle.open

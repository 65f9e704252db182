"""From one sentence to the fields of a key result: its words, figures and day."""

import calendar
from datetime import date, timedelta
from typing import Any

from portal.okr.service import quarter, quarter_of
from portal.wording import parse

LONGEST = 120
LONGEST_UNIT = 12


def filled(sentence: str, cycle: str, today: date) -> dict[str, Any]:
    """What the sentence says, by field; what it does not say stays empty."""
    read = parse(sentence)
    words = " ".join(sentence.split())[:LONGEST]
    return {
        "sentence": sentence,
        "title": words,
        "plain": words,
        "kind": read.kind.value,
        "unit": read.unit[:LONGEST_UNIT],
        "baseline": read.from_,
        "target": read.to,
        "due": due_of(read.period, cycle, today),
    }


def due_of(period: str, cycle: str, today: date) -> date:
    """The last day of a period (wording/periods.py), else of the cycle."""
    ends = quarter(cycle)[1]
    reading = {
        "this-week": today + timedelta(days=6 - today.weekday()),
        "this-month": _month_end(today.year, today.month),
        "next-month": _month_end(today.year + today.month // 12, today.month % 12 + 1),
        "this-quarter": quarter(quarter_of(today))[1],
        "next-quarter": quarter(after(quarter_of(today)))[1],
        "year-end": date(ends.year, 12, 31),
        "next-year": date(today.year + 1, 12, 31),
        "H1": date(ends.year, 6, 30),
        "H2": date(ends.year, 12, 31),
        "H": today + timedelta(days=182),
    }
    return reading.get(period) or _dated(period, ends.year) or ends


def after(cycle: str) -> str:
    """The name of the quarter after this one."""
    return quarter_of(quarter(cycle)[1] + timedelta(days=1))


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _dated(period: str, year: int) -> date | None:
    """A quarter, a month or a day; None for what is none of these."""
    try:
        if "Q" in period:
            return quarter(period if period[0] != "Q" else f"{year}{period}")[1]
        if period.startswith("M"):
            return _month_end(year, int(period[1:]))
        return date.fromisoformat(period if len(period) > 5 else f"{year}-{period}")
    except ValueError:
        return None

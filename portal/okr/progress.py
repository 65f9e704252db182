"""How far a key result is, what it scores, and how fresh that is. Pure: figures in, figures out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from portal.okr.models import KeyResult, Kind

STALE = 7
BEST = Decimal("1.2")
# Who aims high comes so far: a goal that is always reached was none.
GOOD = Decimal("0.7")
# Of fewer key results that are all reached nobody can say that they were too easy.
SEVERAL = 3


def ratio(kind: str, baseline: Decimal, target: Decimal, current: Decimal) -> Decimal:
    """Share of the way from baseline to target, 0 to 1.2; a rate counts from zero to its target."""
    start = Decimal(0) if kind == Kind.RATE else baseline
    way = target - start
    if way == 0:
        return Decimal(1) if current == target else Decimal(0)
    return min(max((current - start) / way, Decimal(0)), BEST)


def share(key_result: KeyResult) -> Decimal:
    """The share of its way that a key result has come, 0 to 1.2."""
    return ratio(key_result.kind, key_result.baseline, key_result.target, key_result.current)


def score(key_result: KeyResult) -> Decimal:
    """The score of a key result, 0 to 1.2 with one decimal; 0.7 is a good stretch."""
    return share(key_result).quantize(Decimal("0.1"), ROUND_HALF_UP)


def too_easy(key_results: Iterable[KeyResult]) -> bool:
    """True when several key results are all reached or more."""
    scores = [score(one) for one in key_results]
    return len(scores) >= SEVERAL and min(scores) >= 1


def time_passed(starts: date, ends: date, today: date) -> float:
    """Share of a period that is over, 0 to 1."""
    whole = (ends - starts).days or 1
    return min(max((today - starts).days / whole, 0.0), 1.0)


def time_of(key_result: KeyResult, today: date) -> float:
    """Share of the time of a key result that is over, from its cycle's first day to its own."""
    return time_passed(key_result.objective.cycle.starts, key_result.due, today)


def behind(key_result: KeyResult, today: date) -> float:
    """By what share of the whole a key result is behind its time; less than 0: it is ahead."""
    return time_of(key_result, today) - float(share(key_result))


@dataclass(frozen=True)
class Freshness:
    """How old the last check-in is, in days (None: there was none), and whether that is too old."""

    days: int | None
    stale: bool


def freshness(key_result: KeyResult, today: date) -> Freshness:
    """A key result is stale after a week without a check-in, once its cycle runs."""
    cycle = key_result.objective.cycle
    since = key_result.updated or cycle.starts
    running = cycle.starts <= today <= cycle.ends
    days = (today - key_result.updated).days if key_result.updated else None
    return Freshness(days, running and (today - since).days > STALE)

"""One figure each for a group of key results, with those that stand behind it."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median, pstdev

from portal.radar.figures import Leader, Quarter, Result

DONE = 0.95
# Of two thirds of the weeks: what is reached by then was no stretch.
EARLY = 2 / 3
# A line is straight when no week is further from it than this share of the way that was made.
STRAIGHT = 0.045
LEAST_WEEKS = 5
MOVED = 0.3
# A jump: so much of the way in one step, at the end, and so many times the step before it.
JUMP = 0.2
TIMES = 3
NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Measured:
    """A figure, of how many things, and the ids of those behind it; None: too little to say."""

    value: float
    of: int
    evidence: tuple[str, ...] = ()


Measure = Callable[[Quarter, Sequence[Result]], Measured | None]


def _share(results: Sequence[Result], marked: Callable[[Result], bool]) -> Measured | None:
    """The share of key results that are so, and which."""
    found = tuple(one.id for one in results if marked(one))
    return Measured(len(found) / len(results), len(results), found) if results else None


def done(_quarter: Quarter, results: Sequence[Result]) -> Measured | None:
    """Key results that are done to 95 % or more."""
    return _share([one for one in results if one.readings], lambda one: one.share >= DONE)


def even(_quarter: Quarter, results: Sequence[Result]) -> Measured | None:
    """How far scores lie from each other, as a standard deviation."""
    shares = [one.share for one in results if one.readings]
    if len(shares) < 3:
        return None
    middle = median(shares)
    near = tuple(one.id for one in results if one.readings and abs(one.share - middle) <= 0.1)
    return Measured(pstdev(shares), len(shares), near)


def straight(_quarter: Quarter, results: Sequence[Result]) -> Measured | None:
    """Key results that made the same step every week."""
    seen = [one for one in results if len(one.weekly) >= LEAST_WEEKS and one.share >= MOVED]
    return _share(seen, lambda one: _strays(one) <= STRAIGHT * one.share)


def _strays(one: Result) -> float:
    """How far the week that strays most is from the line that fits best."""
    weeks = [float(reading.week) for reading in one.weekly]
    shares = [reading.share for reading in one.weekly]
    mean_week, mean_share = sum(weeks) / len(weeks), sum(shares) / len(shares)
    around = sum((week - mean_week) ** 2 for week in weeks)
    step = sum(
        (week - mean_week) * (share - mean_share) for week, share in zip(weeks, shares, strict=True)
    )
    slope = step / around
    return max(
        abs(share - mean_share - slope * (week - mean_week))
        for week, share in zip(weeks, shares, strict=True)
    )


def copied(_quarter: Quarter, results: Sequence[Result]) -> Measured | None:
    """Notes that stood there before, under this key result or another, although it moved."""
    seen: Counter[str] = Counter()
    whole, again, evidence = 0, 0, []
    for result in results:
        before = None
        for reading in result.readings:
            words, same = _plain(reading.note), reading.share == before
            before = reading.share
            # That nothing has changed may be said in the same words every week.
            if not words or same:
                continue
            whole += 1
            if seen[words]:
                again += 1
                evidence.append(result.id)
            seen[words] += 1
    if not whole:
        return None
    return Measured(again / whole, whole, tuple(dict.fromkeys(evidence)))


@lru_cache(maxsize=4096)
def _plain(note: str) -> str:
    return NO_WORD.sub("", note.casefold())


def silent(_quarter: Quarter, results: Sequence[Result]) -> Measured | None:
    """Key results of which nobody says that anything blocks them."""
    return _share([one for one in results if one.silent is not None], lambda one: bool(one.silent))


def undecided(quarter: Quarter, _results: Sequence[Result]) -> Measured | None:
    """Blockers with a reply that have no decision."""
    if not quarter.replied:
        return None
    return Measured(quarter.undecided / quarter.replied, quarter.replied)


def cliff(quarter: Quarter, results: Sequence[Result]) -> Measured | None:
    """Key results that jumped in the last week, as soon as that is there."""
    if quarter.over < quarter.weeks - 1:
        return None
    seen = [one for one in results if len(one.weekly) >= LEAST_WEEKS]
    return _share(seen, lambda one: _jumps(one, quarter.weeks))


def _jumps(one: Result, weeks: int) -> bool:
    *earlier, before, last = one.weekly
    if last.week < weeks - 1:
        return False
    step = last.share - before.share
    pace = (before.share - earlier[-2].share) / (before.week - earlier[-2].week)
    return step >= JUMP and step / (last.week - before.week) >= TIMES * max(pace, 0.0)


def leaders(quarter: Quarter, results: Sequence[Result]) -> Measured | None:
    """How many times longer than their teams leaders go without an update, on the median."""
    here = {one.department for one in results}
    found = [one for one in quarter.leaders if one.department in here]
    if not found:
        return None
    value = median(one.ratio for one in found)
    return Measured(value, len(found), tuple(one.department for one in _slowest(found)))


def _slowest(found: Sequence[Leader]) -> list[Leader]:
    return sorted((one for one in found if one.ratio > 1), key=lambda one: -one.ratio)


def easy(quarter: Quarter, results: Sequence[Result]) -> Measured | None:
    """Key results that were at their target when a third of the weeks was still to come."""
    by = EARLY * quarter.weeks
    if quarter.over < by:
        return None
    seen = [one for one in results if one.readings]
    return _share(seen, lambda one: any(r.share >= 1 and r.week <= by for r in one.readings))


def sure(_quarter: Quarter, results: Sequence[Result]) -> Measured | None:
    """Check-ins with a confidence of nine or ten."""
    said = [reading.confidence >= 9 for one in results for reading in one.readings]
    return Measured(sum(said) / len(said), len(said)) if said else None


MEASURES: dict[str, Measure] = {
    "done": done,
    "even": even,
    "straight": straight,
    "copied": copied,
    "silent": silent,
    "undecided": undecided,
    "cliff": cliff,
    "leaders": leaders,
    "easy": easy,
    "sure": sure,
}

"""A quarter as the radar takes it, out of check-ins, answers and what a release told of silence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from sqlalchemy import select

from portal.answers.replied import replied
from portal.core import clock
from portal.core.db import among, batched, db
from portal.core.memory import kept
from portal.okr import progress
from portal.okr import service as okr
from portal.okr.models import CheckIn, Cycle, KeyResult, Objective
from portal.radar import figures
from portal.radar.reading import Reading, read
from portal.radar.signals import Signal, signals
from portal.truth.leading import Leader, leaders, reported
from portal.truth.tree import Tree
from portal.voice.crowds import thresholds
from portal.voice.models import COUNTS
from portal.voice.silence import silent

WEEKS = 13
# So long a reply may wait for its decision before it counts as one without.
GRACE = timedelta(days=7)


class Said(NamedTuple):
    """A check-in as far as figures go."""

    key_result_id: str
    day: date
    value: Decimal
    confidence: int
    note: str


SAID = (CheckIn.key_result_id, CheckIn.day, CheckIn.value, CheckIn.confidence, CheckIn.note)
CHECK_INS = (
    select(*SAID, CheckIn.id, CheckIn.corrects_id)
    .where(CheckIn.key_result_id.in_(among()))
    .order_by(CheckIn.day, CheckIn.number)
)


@dataclass(frozen=True)
class Seen:
    """A quarter with all that stands out in it, and how it looks as a whole."""

    quarter: figures.Quarter
    signals: tuple[Signal, ...]
    reading: Reading | None


def seen(cycle: Cycle) -> Seen:
    """A quarter as far as it has come; kept until something of it changes."""
    key = ("radar", cycle.id, clock.today(), thresholds())
    return kept(key, lambda: _seen(cycle), "okr", "people", "answers", COUNTS)


def _seen(cycle: Cycle) -> Seen:
    found = quarter(cycle)
    return Seen(found, tuple(signals(found)), read(found))


def quarter(cycle: Cycle) -> figures.Quarter:
    """The figures of a quarter."""
    objectives, tree = okr.objectives_of(cycle), Tree()
    results = [kr for one in objectives for kr in reported(one)]
    said, quiet = _said(kr.id for kr in results), silent(results)
    answered, undecided = _answers(cycle)
    last = min(clock.today(), cycle.ends)
    return figures.Quarter(
        [_result(kr, tree, said[kr.id], quiet) for kr in results],
        [_leader(one, cycle, tree, said) for one in leaders(objectives, tree) if _counts(one)],
        answered,
        undecided,
        WEEKS,
        WEEKS if last == cycle.ends else _week(last, cycle) - 1,
    )


def _said(ids: Iterable[str]) -> Mapping[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    for some in batched(ids):
        rows = db.session.execute(CHECK_INS, {"ids": some}).all()
        mended = {row.corrects_id: row for row in rows if row.corrects_id}
        for row in rows:
            if not row.corrects_id:
                # What was corrected counts as it stands now, on its own day.
                last = mended.get(row.id, row)
                said = Said(row.key_result_id, row.day, last.value, last.confidence, last.note)
                found[said.key_result_id].append(said)
    return found


def _result(
    kr: KeyResult, tree: Tree, said: Sequence[Said], quiet: Mapping[str, bool]
) -> figures.Result:
    readings = [
        figures.Reading(_week(one.day, kr.objective.cycle), _share(kr, one), *one[3:])
        for one in said
    ]
    department = tree.department(kr.objective.team_id)
    return figures.Result(kr.id, kr.objective_id, department, readings, quiet.get(kr.id))


def _share(kr: KeyResult, said: Said) -> float:
    return float(progress.ratio(kr.kind, kr.baseline, kr.target, said.value))


def _week(day: date, cycle: Cycle) -> int:
    """The week of a quarter in which a day lies; what lies beside it counts to the nearest."""
    return min(max((day - cycle.starts).days // 7 + 1, 1), WEEKS)


def _answers(cycle: Cycle) -> tuple[int, int]:
    """Blockers with a reply, and those without a decision; of too few, none."""
    found = replied(cycle.starts, min(cycle.ends, clock.today() - GRACE))
    return found if found[0] >= thresholds().numbers else (0, 0)


def _counts(leader: Leader) -> bool:
    return any(map(reported, leader.own)) and any(map(reported, leader.below))


def _leader(
    leader: Leader, cycle: Cycle, tree: Tree, said: Mapping[str, list[Said]]
) -> figures.Leader:
    return figures.Leader(
        tree.department(leader.team),
        _age(leader.own, cycle, said),
        _age(leader.below, cycle, said),
    )


def _age(objectives: Sequence[Objective], cycle: Cycle, said: Mapping[str, list[Said]]) -> float:
    """How old the last update was, on the mean over days, on the median over objectives."""
    last = (min(clock.today(), cycle.ends) - cycle.starts).days
    days = [
        [(one.day - cycle.starts).days for kr in reported(objective) for one in said[kr.id]]
        for objective in objectives
        if reported(objective)
    ]
    return median(figures.mean_age(some, 0, last) for some in days)

"""How many blockers of a week there are about each goal: counted after a release, then audited."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select

from portal.core import clock
from portal.core.db import db
from portal.okr.models import Cycle, KeyResult, Objective
from portal.voice import counts
from portal.voice.counts import Shown
from portal.voice.models import Post
from portal.voice.parting import Cell, write
from portal.voice.stages import PUBLIC

BY = "week"
# Of cycles that ended so long ago nothing is told by weeks any more.
KEPT = timedelta(days=400)
GOALS = (
    select(KeyResult.id)
    .join(Objective, Objective.id == KeyResult.objective_id)
    .join(Cycle, Cycle.id == Objective.cycle_id)
    .where(Cycle.ends >= bindparam("since"))
)
DAYS = (
    select(Post.target, Post.day, func.count())
    .where(Post.state.in_(PUBLIC), Post.kind == "blocker", Post.target.in_(GOALS))
    .group_by(Post.target, Post.day)
)


def week_of(day: date) -> str:
    """The week of a day, as ISO 8601 writes it: 2026-W48."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def count_anew() -> None:
    """Count for the last release the blockers of each week by key result; idempotent."""
    write(BY, _numbers)


def _numbers() -> Counter[Cell]:
    found: Counter[Cell] = Counter()
    for target, day, number in db.session.execute(DAYS, {"since": clock.today() - KEPT}):
        found[target, week_of(day)] += number
    return found


def volumes(goals: Iterable[str]) -> dict[tuple[str, str], Shown]:
    """How many blockers these key results had by week, as the last release told it."""
    return counts.of_goals(BY, goals)

"""How much of each week there is about each goal: counted after a release, then audited.

By goal the blockers, for the chart of a key result; of everything all posts, for goals that are
about speaking up itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import bindparam, func, select

from portal.core import clock
from portal.core.db import db
from portal.okr.models import Cycle, KeyResult, Objective
from portal.voice import counts
from portal.voice.counts import Shown
from portal.voice.models import Post
from portal.voice.parting import ALL, Cell, Sum, write
from portal.voice.schedule import week_of
from portal.voice.stages import PUBLIC, REPLY

BY, POSTED = "week", "posted"
# A review may come so long after a cycle; what was told of its weeks stays after that.
LATE = timedelta(days=35)
ENDED = Cycle.ends >= bindparam("since")
OBJECTIVES = select(Objective.id).join(Objective.cycle).where(ENDED)
GOALS = select(KeyResult.id).join(KeyResult.objective).join(Objective.cycle).where(ENDED)
DAYS = (
    select(Post.target, Post.day, Post.kind, func.count())
    .where(
        Post.state.in_(PUBLIC),
        Post.kind != REPLY,
        Post.target.in_(GOALS) | Post.target.in_(OBJECTIVES),
    )
    .group_by(Post.target, Post.day, Post.kind)
)


def count_anew() -> None:
    """Count for the last release what was said in each week; idempotent."""
    since = clock.today() - LATE
    first = db.session.scalar(select(func.min(Cycle.starts)).where(ENDED), {"since": since})
    if first is not None:
        write({BY, POSTED}, _asked, week_of(first))


def _asked() -> tuple[Counter[Cell], list[Sum]]:
    found, weeks = _numbers(), defaultdict(set)
    for cell in found:
        weeks[cell[1]].add(cell)
    blockers = [cell for cell in found if cell[2] == "blocker"]
    sums = [Sum(BY, cell[0], cell[1], frozenset({cell})) for cell in blockers]
    return found, sums + [Sum(POSTED, ALL, week, frozenset(own)) for week, own in weeks.items()]


def _numbers() -> Counter[Cell]:
    found: Counter[Cell] = Counter()
    for target, day, kind, number in db.session.execute(DAYS, {"since": clock.today() - LATE}):
        found[target, week_of(day), kind] += number
    return found


def volumes(goals: Iterable[str]) -> dict[tuple[str, str], Shown]:
    """How many blockers these goals had by week, as the last release told it."""
    return counts.of_goals(BY, goals)


def posted(week: str) -> Shown | None:
    """How much was said about all goals in a week, as the last release told it."""
    return counts.read(ALL, POSTED).values.get(week)

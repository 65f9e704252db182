"""Reading objectives and key results, and checking in on them."""

import calendar
import re
from collections.abc import Hashable, Iterable, Sequence
from datetime import date

from sqlalchemy import CompoundSelect, func, or_, select
from sqlalchemy.orm import selectinload

from portal.core import clock
from portal.core.db import among, db
from portal.core.errors import Invalid, Missing
from portal.core.languages import gettext as _
from portal.core.memory import kept
from portal.okr.models import GOALS, CheckIn, Cycle, KeyResult, Objective

QUARTER = re.compile(r"(\d{4})Q([1-4])")


def quarter(name: str) -> tuple[date, date]:
    """First and last day of a quarter like 2026Q4. Raises Invalid."""
    found = QUARTER.fullmatch(name)
    if found is None:
        raise Invalid(_("A cycle looks like 2026Q4."))
    year, first = int(found[1]), 3 * int(found[2]) - 2
    last = calendar.monthrange(year, first + 2)[1]
    return date(year, first, 1), date(year, first + 2, last)


def quarter_of(day: date) -> str:
    """Name of the quarter in which a day lies."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def cycles() -> Sequence[Cycle]:
    """All cycles, the newest first."""
    return db.session.scalars(select(Cycle).order_by(Cycle.starts.desc())).all()


def current_cycle(today: date | None = None) -> Cycle | None:
    """The cycle in which this day lies, else the newest that has begun, else any."""
    day = today or clock.today()
    known = cycles()
    running = [cycle for cycle in known if cycle.starts <= day]
    return next(iter(running or known), None)


def find_cycle(name: str) -> Cycle:
    """The cycle of this name. Raises Missing."""
    cycle = db.session.scalars(select(Cycle).where(Cycle.name == name)).one_or_none()
    if cycle is None:
        raise Missing(_("There is no such cycle."))
    return cycle


def find_key_result(key_result_id: str) -> KeyResult:
    """The key result with this id. Raises Missing."""
    found = db.session.get(KeyResult, key_result_id)
    if found is None:
        raise Missing(_("There is no such key result."))
    # A session forgets what nobody holds; the heading of a page asks for what its page asks again.
    db.session.info["goal"] = found
    return found


def find_objective(objective_id: str) -> Objective:
    """The objective with this id. Raises Missing."""
    found = db.session.get(Objective, objective_id)
    if found is None:
        raise Missing(_("There is no such objective."))
    return found


def objectives_of(cycle: Cycle) -> Sequence[Objective]:
    """All objectives of a cycle with their key results, by title."""
    query = (
        select(Objective)
        .where(Objective.cycle_id == cycle.id)
        .options(selectinload(Objective.key_results))
        .order_by(Objective.title, Objective.id)
    )
    return db.session.scalars(query).all()


def children_of(objective: Objective) -> Sequence[Objective]:
    """What was imported as standing under this objective, by title."""
    query = select(Objective).where(Objective.parent_id == objective.id)
    return db.session.scalars(query.order_by(Objective.title, Objective.id)).all()


def objective_of(goal: Objective | KeyResult) -> Objective:
    """The objective itself, or that of a key result."""
    return goal.objective if isinstance(goal, KeyResult) else goal


def open_key_results(today: date | None = None, owner_id: str | None = None) -> Sequence[KeyResult]:
    """Key results of the cycles that still run on this day, of one owner or of all, by title."""
    day = today or clock.today()
    query = (
        select(KeyResult)
        .join(KeyResult.objective)
        .join(Objective.cycle)
        .where(Cycle.starts <= day, Cycle.ends >= day)
        .order_by(KeyResult.plain, KeyResult.id)
    )
    if owner_id is not None:
        query = query.where(KeyResult.owner_id == owner_id)
    return db.session.scalars(query).unique().all()


def is_open(target: str, today: date | None = None) -> bool:
    """True when this id names a key result or an objective of a cycle that still runs."""
    running = kept(("running", target), lambda: _running(target), GOALS)
    return running is not None and running[0] <= (today or clock.today()) <= running[1]


def runs(goal: Objective | KeyResult) -> bool:
    """True while the cycle of this goal, which is at hand, still runs."""
    cycle = objective_of(goal).cycle
    return cycle.starts <= clock.today() <= cycle.ends


def is_over(goal: Objective | KeyResult) -> bool:
    """True once the cycle of this goal, which is at hand, has ended; not while it is to come."""
    return objective_of(goal).cycle.ends < clock.today()


def _running(target: str) -> tuple[date, date] | None:
    """First and last day of the cycle that holds this key result or objective."""
    # No more than two days are wanted, so no rows are made of what holds them.
    its_own = select(KeyResult.objective_id).where(KeyResult.id == target).scalar_subquery()
    query = select(Cycle.starts, Cycle.ends).join(Objective, Objective.cycle_id == Cycle.id)
    found = db.session.execute(query.where(or_(Objective.id == target, Objective.id == its_own)))
    days = found.first()
    return (days.starts, days.ends) if days else None


def owned_by(account_id: str, today: date | None = None) -> Sequence[KeyResult]:
    """The open key results that this person answers for."""
    return open_key_results(today, account_id)


OUTLINE = (
    select(KeyResult.id, KeyResult.plain, KeyResult.objective_id, KeyResult.owner_id).order_by(
        KeyResult.id
    ),
    select(
        Objective.id, Objective.title, Objective.parent_id, Objective.team_id, Objective.owner_id
    ).order_by(Objective.id),
)


def outline() -> int:
    """A value that changes with all that is told of any goal but its figures."""
    return hash(tuple(tuple(map(tuple, db.session.execute(query))) for query in OUTLINE))


def titles() -> tuple[tuple[str, str], ...]:
    """What every key result and objective is called, by id: the latest cycle first, by title."""
    results = (
        select(KeyResult.id, KeyResult.plain, Cycle.starts)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .join(Cycle, Cycle.id == Objective.cycle_id)
    )
    goals = select(Objective.id, Objective.title, Cycle.starts).join(Objective.cycle)
    rows = [*db.session.execute(goals), *db.session.execute(results)]
    rows.sort(key=lambda row: (-row[2].toordinal(), row[1], row[0]))
    return tuple((row[0], row[1]) for row in rows)


def goals_of_teams(teams: Iterable[str], today: date | None = None) -> set[str]:
    """The running objectives of these teams, and the key results of them or owned from there."""
    wanted = set(teams)
    found = [one for one in open_key_results(today) if not wanted.isdisjoint(one.team_ids)]
    return {goal for one in found for goal in (one.id, one.objective_id)}


def goals_ever_of(teams: Iterable[str]) -> CompoundSelect[str]:
    """Ask for the goals of these teams in whichever cycle, for a condition of another query."""
    wanted = set(teams)
    theirs = Objective.team_id.in_(wanted)
    results = select(KeyResult.id).join(KeyResult.objective)
    owned = select(KeyResult.objective_id).where(KeyResult.owner_team_id.in_(wanted))
    return (
        select(Objective.id)
        .where(theirs)
        .union_all(owned, results.where(or_(theirs, KeyResult.owner_team_id.in_(wanted))))
    )


def objectives_owned_by(account_id: str, today: date | None = None) -> Sequence[Objective]:
    """The objectives of running cycles that this person answers for."""
    day = today or clock.today()
    query = select(Objective).join(Objective.cycle).where(Objective.owner_id == account_id)
    return db.session.scalars(query.where(Cycle.starts <= day, Cycle.ends >= day)).all()


BY_ID = select(KeyResult).where(KeyResult.id.in_(among()))


def key_results(ids: Iterable[str]) -> dict[str, KeyResult]:
    """These key results by id; unknown ids are left out."""
    return {found.id: found for found in db.session.scalars(BY_ID, {"ids": set(ids)}).unique()}


def subjects(targets: Iterable[str]) -> dict[str, KeyResult | Objective]:
    """The key results and objectives among these ids; what is neither is left out."""
    wanted = set(targets)
    found: dict[str, KeyResult | Objective] = dict(key_results(wanted))
    left = wanted - set(found)
    query = select(Objective).where(Objective.id.in_(left))
    return found | {one.id: one for one in db.session.scalars(query)} if left else found


FIGURES = (
    select(
        KeyResult.id, KeyResult.baseline, KeyResult.current, KeyResult.unit, func.count(CheckIn.id)
    )
    .outerjoin(CheckIn, CheckIn.key_result_id == KeyResult.id)
    .where(KeyResult.id.in_(among()))
    .group_by(KeyResult.id)
)


def figures(ids: Iterable[str]) -> dict[str, Hashable]:
    """By key result a value that changes with its readings."""
    wanted = set(ids)
    found = db.session.execute(FIGURES, {"ids": wanted}) if wanted else ()
    return {row.id: tuple(row) for row in found}

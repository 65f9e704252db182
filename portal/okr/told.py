"""Goals and their check-ins as rows of an export; the import reads them again."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from portal.core.db import db
from portal.okr.models import CheckIn, Cycle, KeyResult, Objective
from portal.okr.progress import score
from portal.okr.service import objectives_of

KR = "KR"


class Row(NamedTuple):
    """One row of an export: the columns of the import first, then what only other rows have."""

    level: str
    cycle: str
    team: str = ""
    objective: str = ""
    parent_objective: str = ""
    objective_owner: str = ""
    owner: str = ""
    key_result: str = ""
    plain: str = ""
    kind: str = ""
    unit: str = ""
    baseline: str = ""
    target: str = ""
    current: str = ""
    due: str = ""
    score: str = ""
    brought: str = ""
    day: str = ""
    confidence: str = ""
    by: str = ""
    said: str = ""


def goals_of(cycles: Iterable[Cycle]) -> list[Objective]:
    """The objectives of these cycles with their key results."""
    return [one for cycle in cycles for one in objectives_of(cycle)]


def people_of(goals: Iterable[Objective], readings: Iterable[CheckIn]) -> set[str]:
    """Everybody whose name stands in the rows."""
    owners = {kr.owner_id for one in goals for kr in one.key_results}
    return owners | {one.owner_id for one in goals} | {one.account_id for one in readings}


def readings_of(goals: Iterable[Objective]) -> Sequence[CheckIn]:
    """Every check-in on these goals, in the order of time."""
    ids = [kr.id for one in goals for kr in one.key_results]
    query = select(CheckIn).where(CheckIn.key_result_id.in_(ids))
    return db.session.scalars(query.order_by(CheckIn.day, CheckIn.number, CheckIn.id)).all()


def figure(value: Decimal) -> str:
    """A number as people type it."""
    return f"{value.normalize():f}"


def goal_row(kr: KeyResult, names: Mapping[str, str], teams: Mapping[str, str]) -> Row:
    """A key result under its objective. One without a number has none here either."""
    over = kr.objective
    row = Row(
        level=KR,
        cycle=over.cycle.name,
        team=teams.get(over.team_id, ""),
        objective=over.title,
        parent_objective=over.parent.title if over.parent else "",
        objective_owner=over.owner_text or names.get(over.owner_id, ""),
        owner=kr.owner_text or names.get(kr.owner_id, ""),
        key_result=kr.title,
        plain=kr.plain,
        due=kr.due.isoformat(),
        brought=kr.brought,
    )
    if kr.needs_number:
        return row._replace(score=figure(kr.current))
    return row._replace(
        kind=kr.kind,
        unit=kr.unit,
        baseline=figure(kr.baseline),
        target=figure(kr.target),
        current=figure(kr.current),
        score=figure(score(kr)),
    )


def reading_row(one: CheckIn, kr: KeyResult, names: Mapping[str, str]) -> Row:
    """A check-in, with the goal that it is about."""
    return Row(
        level="check-in",
        cycle=kr.objective.cycle.name,
        objective=kr.objective.title,
        key_result=kr.title,
        unit=kr.unit,
        current=figure(one.value),
        day=one.day.isoformat(),
        confidence=str(one.confidence),
        by=names.get(one.account_id, ""),
        said=one.note,
    )

"""What may be told of how many published posts there are: read by pages, exports and charts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from portal.core.db import among, db
from portal.voice.models import CountView

ALL = ""


class Told(StrEnum):
    """How a number is told: itself, that it is few, or not at all since people could be found."""

    NUMBER = "number"
    FEW = "few"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Shown:
    """One number as it may stand on a page; `number` is None unless it is told itself."""

    told: Told
    number: int | None = None


@dataclass(frozen=True)
class Counted:
    """The numbers of a group by one attribute, of its parent's when the group is too small."""

    scope: str
    under_parent: bool
    values: Mapping[str, Shown]


def read(scope: str = ALL, by: str = "") -> Counted:
    """How many there were at the last release about a team or a goal (empty: anything).

    `by` is one of kind, cause, severity, answer, site, or empty for one number under the value "".
    Before the first release, and of a group that is unknown, nothing is told.
    """
    where = _standing(scope)
    query = select(CountView).where(CountView.scope == where, CountView.by == by)
    found = db.session.scalars(query.order_by(CountView.value))
    values = {row.value: Shown(Told(row.shown), row.count) for row in found}
    return Counted(where, where != scope, values)


def by_goal(attribute: str) -> dict[tuple[str, str], Shown]:
    """Every number by this attribute, under its goal and value, as the last release told it."""
    found = db.session.scalars(select(CountView).where(CountView.by == attribute))
    return {(row.scope, row.value): Shown(Told(row.shown), row.count) for row in found}


def of_goals(attribute: str, goals: Iterable[str]) -> dict[tuple[str, str], Shown]:
    """The numbers of some goals by this attribute, under goal and value."""
    query = select(CountView).where(CountView.by == attribute, CountView.scope.in_(among()))
    found = db.session.scalars(query, {"ids": set(goals)})
    return {(row.scope, row.value): Shown(Told(row.shown), row.count) for row in found}


def _standing(scope: str) -> str:
    query = select(CountView.parent).where(CountView.scope == scope, CountView.shown == "parent")
    parent = db.session.scalar(query)
    return scope if parent is None else parent


def unanswered() -> int | None:
    """How many blockers had no answer at the last release; None when that is not told."""
    found = read(by="answer").values.get("unanswered")
    return found.number if found else None

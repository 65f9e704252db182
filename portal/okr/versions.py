"""What published goals were before: every change is kept, with who made it, when, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import Base, db
from portal.core.ids import new_id
from portal.okr.models import Figure, KeyResult, Objective
from portal.okr.units import as_written

# What tells where a goal goes; a day, a unit or plainer words do not.
DIRECTION = frozenset({"title", "target", "kind"})


class GoalVersion(Base):
    """A goal as it was until a day, and why it was changed then."""

    __tablename__ = "goal_version"
    __table_args__ = (
        CheckConstraint("(objective_id is null) != (key_result_id is null)", name="goal"),
        Index("ix_goal_version_objective_id", "objective_id"),
        Index("ix_goal_version_key_result_id", "key_result_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    objective_id: Mapped[str | None] = mapped_column(ForeignKey("objective.id"))
    key_result_id: Mapped[str | None] = mapped_column(ForeignKey("key_result.id"))
    # The how-manieth of this goal, since a day may hold several.
    number: Mapped[int]
    day: Mapped[date]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str]
    # Whether the change that ended it turned the goal somewhere else.
    turned: Mapped[bool]
    # The codes of what was found in the change that ended it and let stand, parted by commas.
    faults: Mapped[str] = mapped_column(default="", server_default="")
    title: Mapped[str]
    # Of a key result alone.
    plain: Mapped[str | None]
    kind: Mapped[str | None]
    unit: Mapped[str | None]
    baseline: Mapped[Decimal | None] = mapped_column(Figure)
    target: Mapped[Decimal | None] = mapped_column(Figure)
    due: Mapped[date | None]


class Waiver(Base):
    """An objective that was published although its wording was found wanting, and why."""

    __tablename__ = "goal_waiver"

    objective_id: Mapped[str] = mapped_column(ForeignKey("objective.id"), primary_key=True)
    day: Mapped[date]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    # The codes of what was found, parted by commas.
    faults: Mapped[str]
    reason: Mapped[str]


@dataclass(frozen=True)
class Aim:
    """All of a key result that can be changed; its figure of today is a check-in's."""

    title: str
    plain: str
    kind: str
    unit: str
    baseline: Decimal
    target: Decimal
    due: date


def aim_of(key_result: KeyResult) -> Aim:
    """The aim of a key result as it stands, in figures as people write them."""
    found = {field.name: getattr(key_result, field.name) for field in fields(Aim)}
    figures = {name: as_written(found[name]) for name in ("baseline", "target")}
    return Aim(**(found | figures))


def change_objective(
    actor: Actor, objective: Objective, title: str, reason: str, faults: Iterable[str] = ()
) -> None:
    """Call an objective something else; what it was called is kept. The same title is no change.

    The codes of what was found in the new title are kept beside the reason.
    """
    _change(actor, objective, {"title": title}, reason, faults)


def change_key_result(
    actor: Actor, key_result: KeyResult, aim: Aim, reason: str, faults: Iterable[str] = ()
) -> None:
    """Aim a key result elsewhere; its figure of today, check-ins and posts stay."""
    _change(actor, key_result, asdict(aim), reason, faults)


def read_from(actor: Actor, key_result: KeyResult, source: str) -> None:
    """Let people, or one of the portal's own figures, say where a key result stands."""
    if key_result.source != source:
        key_result.source = source
        audit.record(actor, "goal-source", key_result.id)


def _change(
    actor: Actor,
    goal: Objective | KeyResult,
    after: dict[str, Any],
    reason: str,
    faults: Iterable[str],
) -> None:
    before = {name: getattr(goal, name) for name in after}
    changed = {name for name, value in after.items() if value != before[name]}
    if not changed:
        return
    db.session.add(
        GoalVersion(
            **_names(goal),
            number=_count(goal) + 1,
            day=clock.today(),
            account_id=actor.id,
            reason=reason,
            faults=",".join(faults),
            turned=bool(changed & DIRECTION),
            **before,
        )
    )
    for name in changed:
        setattr(goal, name, after[name])
    if isinstance(goal, KeyResult) and changed & {"baseline", "target"}:
        goal.needs_number = False
    db.session.flush()
    audit.record(actor, "change-goal", goal.id)


def _names(goal: Objective | KeyResult) -> dict[str, str]:
    return {"objective_id" if isinstance(goal, Objective) else "key_result_id": goal.id}


def _count(goal: Objective | KeyResult) -> int:
    query = select(func.count()).select_from(GoalVersion).filter_by(**_names(goal))
    return db.session.scalar(query) or 0


def versions_of(objective: Objective) -> Sequence[GoalVersion]:
    """What an objective and its key results were, the latest change first."""
    results = select(KeyResult.id).where(KeyResult.objective_id == objective.id)
    query = select(GoalVersion).where(
        (GoalVersion.objective_id == objective.id) | GoalVersion.key_result_id.in_(results)
    )
    order = (GoalVersion.day.desc(), GoalVersion.number.desc(), GoalVersion.id)
    return db.session.scalars(query.order_by(*order)).all()


def turns_of(key_result_id: str) -> int:
    """How often a key result was turned somewhere else."""
    query = select(func.count()).select_from(GoalVersion)
    turned = query.where(GoalVersion.key_result_id == key_result_id, GoalVersion.turned)
    return db.session.scalar(turned) or 0


def waiver_of(objective: Objective) -> Waiver | None:
    """Why this objective stands although its wording was found wanting."""
    return db.session.get(Waiver, objective.id)

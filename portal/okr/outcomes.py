"""How objectives ended: reached, or failed, and what was learned; failing is told, not hidden."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import Base, db
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.okr.models import Cycle, Objective


class Ending(StrEnum):
    """How an objective ended."""

    REACHED = "reached"
    FAILED = "failed"


class GoalOutcome(Base):
    """How an objective ended, and what its people learned from it."""

    __tablename__ = "goal_outcome"
    __table_args__ = (CheckConstraint("ending in ('reached', 'failed')", name="ending"),)

    objective_id: Mapped[str] = mapped_column(ForeignKey("objective.id"), primary_key=True)
    ending: Mapped[str]
    day: Mapped[date]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    # What happened, why, and what is done another time.
    what: Mapped[str]
    why: Mapped[str]
    next: Mapped[str]

    objective: Mapped[Objective] = relationship(lazy="joined")


@dataclass(frozen=True)
class Learning:
    """What people say of an ending: what happened, why, and what they do next time."""

    what: str
    why: str = ""
    next: str = ""


def end(actor: Actor, objective: Objective, ending: Ending, learned: Learning) -> GoalOutcome:
    """Say how an objective ended; said again, it replaces what was said before.

    Raises Invalid when something failed and why, or what comes next, is not told.
    """
    if ending is Ending.FAILED and not (learned.what and learned.why and learned.next):
        raise Invalid(_("What happened, why, and what comes next: somebody else learns from it."))
    found = outcome_of(objective.id) or GoalOutcome(objective_id=objective.id)
    found.ending, found.day, found.account_id = ending.value, clock.today(), actor.id
    found.what, found.why, found.next = learned.what, learned.why, learned.next
    db.session.add(found)
    db.session.flush()
    audit.record(actor, "end-goal", objective.id)
    return found


def reopen(actor: Actor, objective: Objective) -> None:
    """Take back that an objective ended; one that runs stays as it is."""
    found = outcome_of(objective.id)
    if found is not None:
        db.session.delete(found)
        audit.record(actor, "reopen-goal", objective.id)


def outcome_of(objective_id: str) -> GoalOutcome | None:
    """How this objective ended; None while it runs."""
    return db.session.get(GoalOutcome, objective_id)


def endings(objective_ids: Iterable[str]) -> dict[str, str]:
    """How these objectives ended, by id; those that run are left out."""
    wanted = set(objective_ids)
    query = select(GoalOutcome.objective_id, GoalOutcome.ending)
    rows = db.session.execute(query.where(GoalOutcome.objective_id.in_(wanted))) if wanted else ()
    return {row.objective_id: row.ending for row in rows}


def learnings(
    *, before: date | None = None, page: int = 1, size: int = 20
) -> Sequence[GoalOutcome]:
    """What was learned, of cycles that began before a day or of all; the latest cycle first."""
    query = select(GoalOutcome).join(GoalOutcome.objective).join(Objective.cycle)
    if before is not None:
        query = query.where(Cycle.starts < before)
    order = (Cycle.starts.desc(), GoalOutcome.day.desc(), GoalOutcome.objective_id)
    return (
        db.session.scalars(query.order_by(*order).limit(size).offset((page - 1) * size))
        .unique()
        .all()
    )

"""Where a sign stands: which one, of which quarter, about what; and what owners wrote there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.directory import directory
from portal.core.errors import Missing
from portal.core.languages import gettext as _
from portal.okr import service as okr
from portal.okr.models import Cycle, Objective
from portal.radar.signals import Signal
from portal.radar.thresholds import COMPANY, DEPARTMENT, OBJECTIVE, THRESHOLDS
from portal.remarks import guarding
from portal.truth.models import Annotation
from portal.truth.tree import Tree

CODES = frozenset(THRESHOLDS[COMPANY])


@dataclass(frozen=True)
class Spot:
    """A sign of a quarter, of the company, a department or an objective."""

    cycle: Cycle
    code: str
    level: str
    subject: str
    title: str
    # Who may write beside it: whoever owns the objective, or manages the teams.
    owner_id: str | None
    team_ids: frozenset[str]

    @property
    def word(self) -> str:
        """What stands for it in an address."""
        return word(self.cycle.id, self.code, self.subject)


def word(cycle_id: str, code: str, subject: str) -> str:
    """What stands in an address for a sign of a quarter about a team, an objective or all."""
    return f"{cycle_id}.{code}.{subject or COMPANY}"


def find(address: str) -> Spot:
    """The spot that a word of an address means. Raises Missing."""
    cycle_id, code, subject = (*address.split("."), "", "", "")[:3]
    cycle = db.session.get(Cycle, cycle_id)
    if cycle is None or code not in CODES or word(cycle_id, code, subject) != address:
        raise Missing(_("There is no such sign."))
    return _about(cycle, code, subject)


def _about(cycle: Cycle, code: str, subject: str) -> Spot:
    if subject == COMPANY:
        return Spot(cycle, code, COMPANY, "", _("The whole organisation"), None, Tree().roots)
    if name := directory().teams().get(subject):
        return Spot(cycle, code, DEPARTMENT, subject, name, None, frozenset({subject}))
    objective = okr.find_objective(subject)
    if objective.cycle_id != cycle.id:
        raise Missing(_("There is no such sign."))
    return of_objective(objective, code)


def of_objective(objective: Objective, code: str) -> Spot:
    """The spot of an objective."""
    who = (objective.owner_id, objective.team_ids)
    return Spot(objective.cycle, code, OBJECTIVE, objective.id, objective.title, *who)


def signal_at(spot: Spot, found: Iterable[Signal]) -> Signal | None:
    """What stands out there now."""
    here = (spot.code, spot.level, spot.subject)
    return next((one for one in found if (one.code, one.level, one.where) == here), None)


def annotate(actor: Actor, spot: Spot, body: str) -> Annotation:
    """Write beside a sign, under one's name. Raises Invalid for what asks who wrote something."""
    guarding.heed(body)
    last = select(func.max(Annotation.number)).where(Annotation.cycle_id == spot.cycle.id)
    added = Annotation(
        cycle_id=spot.cycle.id,
        signal=spot.code,
        level=spot.level,
        subject=spot.subject,
        account_id=actor.id,
        number=(db.session.scalar(last) or 0) + 1,
        body=body,
        day=clock.today(),
    )
    db.session.add(added)
    audit.record(actor, "annotate", spot.word)
    return added


def annotations(spot: Spot, subjects: Iterable[str]) -> Sequence[Annotation]:
    """What was written beside this sign, there or at these objectives, the last first."""
    asked = {spot.subject, *subjects}
    query = select(Annotation).where(
        Annotation.cycle_id == spot.cycle.id, Annotation.signal == spot.code
    )
    found = db.session.scalars(query.order_by(Annotation.number.desc()))
    return [one for one in found if one.subject in asked]


def counted(cycle: Cycle) -> dict[tuple[str, str], int]:
    """How many annotations there are, by sign and what they are about."""
    query = select(Annotation.signal, Annotation.subject, func.count())
    query = query.where(Annotation.cycle_id == cycle.id)
    grouped = query.group_by(Annotation.signal, Annotation.subject)
    return {(signal, subject): number for signal, subject, number in db.session.execute(grouped)}

"""Hanging an objective under a goal of another team: asked by the one side, let by the other."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from portal.core import audit, clock
from portal.core.access import Actor, owns_or_leads
from portal.core.db import db
from portal.core.errors import Conflict, Invalid, Missing
from portal.core.languages import gettext as _
from portal.okr import alignment, service
from portal.okr.models import Cycle, KeyResult, Mount, MountState, Objective

Goal = Objective | KeyResult


def find_mount(mount_id: str) -> Mount:
    """The mount with this id. Raises Missing."""
    found = db.session.get(Mount, mount_id)
    if found is None:
        raise Missing(_("Nobody asks for this any more."))
    return found


def ask(actor: Actor, objective: Objective, place: str) -> Mount:
    """Ask to hang an objective under this goal; who answers for both has it at once.

    Raises Invalid for a goal whose cycle is over, or one that is under the objective itself,
    Conflict when it hangs there or was asked for already.
    """
    over = service.subjects([place]).get(place)
    if over is None or service.is_over(over):
        raise Invalid(_("This goal is closed. Choose another one."))
    if alignment.turns(objective.id, place):
        raise Invalid(_("That goal is part of this objective, or stands under it already."))
    found = _between(objective, over) or _made(objective, over)
    if found.state != MountState.DECLINED:
        raise Conflict(_("It hangs there, or was asked for, already."))
    found.state, found.account_id, found.day = MountState.ASKED.value, actor.id, clock.today()
    found.answered_by = found.answered = None
    db.session.add(found)
    db.session.flush()
    audit.record(actor, "mount", objective.id)
    if owns_or_leads(actor, over):
        answer(actor, found, accept=True)
    return found


def _made(objective: Objective, over: Goal) -> Mount:
    return Mount(
        objective=objective,
        over_objective=over if isinstance(over, Objective) else None,
        over_key_result=over if isinstance(over, KeyResult) else None,
        state=MountState.DECLINED.value,
    )


def _between(objective: Objective, over: Goal) -> Mount | None:
    query = select(Mount).where(Mount.objective_id == objective.id, _over(over))
    return db.session.scalars(query).unique().one_or_none()


def _over(goal: Goal) -> ColumnElement[bool]:
    if isinstance(goal, KeyResult):
        return Mount.over_key_result_id == goal.id
    return Mount.over_objective_id == goal.id


def answer(actor: Actor, mount: Mount, *, accept: bool, words: str = "") -> None:
    """Let an objective hang under one's goal, or decline it with a word.

    Raises Conflict when that was done already, or when it would now close a circle.
    """
    if mount.state != MountState.ASKED:
        raise Conflict(_("This was answered already. Load the page again."))
    if accept and alignment.turns(mount.objective_id, mount.over.id):
        raise Conflict(_("By now that goal stands under this objective. It cannot hang there."))
    state = MountState.ACCEPTED if accept else MountState.DECLINED
    mount.state, mount.words = state.value, words
    mount.answered_by, mount.answered = actor.id, clock.today()
    audit.record(actor, f"mount-{state.value}", mount.objective_id)


def end(actor: Actor, mount: Mount) -> None:
    """Take an objective from under a goal, or take back the wish."""
    audit.record(actor, "mount-ended", mount.objective_id)
    db.session.delete(mount)


def of_objective(objective: Objective) -> Sequence[Mount]:
    """Where an objective hangs, was asked for, or was declined."""
    query = select(Mount).where(Mount.objective_id == objective.id)
    return db.session.scalars(query.order_by(Mount.day, Mount.id)).unique().all()


def under(objective: Objective) -> Sequence[Mount]:
    """What hangs, or is asked to hang, under an objective or one of its key results."""
    results = select(KeyResult.id).where(KeyResult.objective_id == objective.id)
    here = or_(Mount.over_objective_id == objective.id, Mount.over_key_result_id.in_(results))
    query = select(Mount).where(here, Mount.state != MountState.DECLINED)
    return db.session.scalars(query.order_by(Mount.day, Mount.id)).unique().all()


def asked_of(account_id: str) -> Sequence[Mount]:
    """What waits for this owner's yes or no."""
    results = select(KeyResult.id).where(KeyResult.owner_id == account_id)
    objectives = select(Objective.id).where(Objective.owner_id == account_id)
    mine = or_(Mount.over_objective_id.in_(objectives), Mount.over_key_result_id.in_(results))
    query = select(Mount).where(mine, Mount.state == MountState.ASKED)
    return db.session.scalars(query.order_by(Mount.day, Mount.id)).unique().all()


def places_for(objective: Objective) -> list[Goal]:
    """The goals of other teams in its cycle under which it may hang, by title."""
    taken = {mount.over.id for mount in of_objective(objective) if mount.state != "declined"}
    known = alignment.parents()
    query = select(Objective).where(
        Objective.cycle_id == objective.cycle_id, Objective.team_id != objective.team_id
    )
    found: list[Goal] = []
    for one in db.session.scalars(query.join(Cycle).order_by(Objective.title, Objective.id)):
        found += [one, *one.key_results]
    below = {goal.id for goal in found if objective.id in _above(goal.id, known)}
    return [goal for goal in found if goal.id not in taken | below]


def _above(goal: str, known: alignment.Parents) -> set[str]:
    return {one for level in alignment.levels(goal, known) for one in level}

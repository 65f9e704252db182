"""The end of a quarter: what is not reached may go on in the next one, from where it stands."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal.core import audit, clock
from portal.core.access import Actor, owns_or_leads
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.languages import gettext as _
from portal.drafts import serving
from portal.drafts.filling import after
from portal.drafts.models import Draft, DraftResult
from portal.okr import outcomes, progress
from portal.okr import service as okr
from portal.okr.models import Cycle, KeyResult, Objective


def target_of(cycle: str, today: date | None = None) -> str:
    """Where an objective of this cycle would go on: the next quarter, or the running one."""
    return max(after(cycle), okr.quarter_of(today or clock.today()))


def left_over(actor: Actor, today: date | None = None) -> list[Objective]:
    """What this person may carry over: of the latest cycle that began, not reached, not taken."""
    cycle = okr.current_cycle(today)
    if cycle is None:
        return []
    mine = [one for one in okr.objectives_of(cycle) if owns_or_leads(actor, one)]
    ended = outcomes.endings(one.id for one in mine)
    taken = _taken(target_of(cycle.name, today))
    return [one for one in mine if ended.get(one.id) != "reached" and one.title not in taken]


def _taken(cycle: str) -> set[str]:
    """The titles that stand in this cycle already, as a draft or published."""
    published = select(Objective.title).join(Objective.cycle).where(Cycle.name == cycle)
    drafted = select(Draft.title).where(Draft.cycle == cycle)
    return {*db.session.scalars(published), *db.session.scalars(drafted)}


def carry_over(actor: Actor, objective: Objective, today: date | None = None) -> Draft:
    """A draft that goes on with an objective: each key result from where it stands now.

    It is for what the objective above has become, where that is plain. Key results that have
    reached their target stay behind. Raises Conflict when it goes on already.
    """
    cycle = target_of(objective.cycle.name, today)
    if objective.title in _taken(cycle):
        raise Conflict(_("It goes on in that cycle already."))
    draft = Draft(
        cycle=cycle,
        team_id=objective.team_id,
        owner_id=objective.owner_id,
        title=objective.title,
        carried_id=objective.id,
        parent_id=serving.gone_on(objective.parent, cycle),
        day=today or clock.today(),
        results=_going_on(objective.key_results, cycle),
    )
    db.session.add(draft)
    db.session.flush()
    audit.record(actor, "draft", draft.id)
    return draft


def _going_on(results: Sequence[KeyResult], cycle: str) -> list[DraftResult]:
    return [
        DraftResult(
            place=one.place,
            title=one.title,
            plain=one.plain,
            kind=one.kind,
            unit=one.unit,
            baseline=one.current,
            target=one.target,
            due=okr.quarter(cycle)[1],
            responsible_id=one.owner_id,
            source=one.source,
            before_id=one.id,
        )
        for one in results
        if progress.share(one) < 1
    ]

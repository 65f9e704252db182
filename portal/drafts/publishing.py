"""A draft becomes an objective, which everybody reads from then on."""

from decimal import Decimal

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.directory import directory
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.drafts import serving
from portal.drafts.checking import check
from portal.drafts.models import Draft, DraftResult
from portal.okr import versions
from portal.okr.models import KeyResult, Kind, Objective
from portal.okr.taking_in import cycle_named
from portal.okr.versions import Waiver


def publish(actor: Actor, draft: Draft, reason: str) -> Objective:
    """Make an objective and its key results of a draft, which is gone then.

    Raises Invalid when it has no key result, one lacks half of its figures, something was found
    and no reason is given, or what it was to stand under is over.
    """
    if not draft.results:
        raise Invalid(_("Add a key result first: an objective is real when something is measured."))
    found = check(draft).faults
    if found and not reason:
        raise Invalid(_("To publish it as it stands, write why. The reason stays on its page."))
    objective = _objective(draft)
    objective.key_results = [_key_result(one, place) for place, one in enumerate(draft.results)]
    db.session.add(objective)
    db.session.flush()
    for result, one in zip(objective.key_results, draft.results, strict=True):
        versions.read_from(actor, result, one.source)
    if found:
        db.session.add(_waiver(actor, objective, found, reason))
    serving.align(actor, objective, draft)
    db.session.delete(draft)
    db.session.flush()
    audit.record(actor, "publish-goal", objective.id)
    return objective


def _objective(draft: Draft) -> Objective:
    cycle = cycle_named(draft.cycle)
    return Objective(
        cycle_id=cycle.id, team_id=draft.team_id, owner_id=draft.owner_id, title=draft.title
    )


def _key_result(result: DraftResult, place: int) -> KeyResult:
    owner = directory().person(result.responsible_id)
    baseline, target, unit = _figures(result)
    return KeyResult(
        owner_id=result.responsible_id,
        owner_team_id=owner.team_id if owner else None,
        place=place,
        title=result.title,
        plain=result.plain or result.title,
        kind=result.kind,
        unit=unit,
        baseline=baseline,
        target=target,
        current=baseline,
        due=result.due or cycle_named(result.draft.cycle).ends,
        needs_number=result.target is None,
    )


def _figures(result: DraftResult) -> tuple[Decimal, Decimal, str]:
    """Where it starts and is to get, in what; what has no figure is done or not done."""
    if result.target is None and result.baseline is None:
        return Decimal(0), Decimal(1), result.unit or _("done")
    start = Decimal(0) if result.kind == Kind.RATE and result.baseline is None else result.baseline
    if start is None or result.target is None:
        raise Invalid(_("“%(title)s” lacks where it is now or its target.", title=result.title))
    return start, result.target, result.unit


def _waiver(actor: Actor, objective: Objective, found: list[str], reason: str) -> Waiver:
    return Waiver(
        objective_id=objective.id,
        day=clock.today(),
        account_id=actor.id,
        faults=",".join(found),
        reason=reason,
    )

"""Writing objectives: begun, changed, and thrown away before anybody else has seen them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Forbidden, Invalid, Missing
from portal.core.languages import gettext as _
from portal.drafts.filling import after
from portal.drafts.models import Draft, DraftResult
from portal.okr import service as okr
from portal.okr.drafters import teams_of
from portal.okr.models import Source

MOST = 20


@dataclass(frozen=True)
class Written:
    """The fields of a key result as far as they are written."""

    title: str
    plain: str
    kind: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    due: date | None
    responsible_id: str
    source: str = Source.HAND.value


def teams_for(actor: Actor) -> frozenset[str]:
    """The teams for which this person may draft. Raises Forbidden when there is none."""
    found = teams_of(actor)
    if not found:
        raise Forbidden(_("Whoever leads a team, or answers for a goal, drafts goals."))
    return found


def cycles_for(today: date | None = None) -> list[str]:
    """The cycles in which one may draft: the running quarter and the next."""
    now = okr.quarter_of(today or clock.today())
    return [now, after(now)]


def find_draft(draft_id: str) -> Draft:
    """The draft with this id. Raises Missing."""
    found = db.session.get(Draft, draft_id)
    if found is None:
        raise Missing(_("There is no such draft. It may have been published."))
    return found


def find_result(result_id: str) -> DraftResult:
    """The key result of a draft with this id. Raises Missing."""
    found = db.session.get(DraftResult, result_id)
    if found is None:
        raise Missing(_("There is no such draft. It may have been published."))
    return found


def drafts_of(actor: Actor, *, page: int = 1, size: int = 20) -> Sequence[Draft]:
    """One's own drafts, and those of the teams one leads; the latest cycle first."""
    teams = teams_of(actor) if actor.teams else frozenset[str]()
    query = (
        select(Draft)
        .where(or_(Draft.owner_id == actor.id, Draft.team_id.in_(teams & actor.teams)))
        .order_by(Draft.cycle.desc(), Draft.title, Draft.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return db.session.scalars(query).all()


def begin(actor: Actor, cycle: str, team: str, title: str) -> Draft:
    """Begin to write an objective. Raises Forbidden for a team of others, Invalid for a cycle."""
    if team not in teams_for(actor):
        raise Forbidden(_("Choose a team that you lead, or your own."))
    okr.quarter(cycle)
    draft = Draft(cycle=cycle, team_id=team, owner_id=actor.id, title=title, day=clock.today())
    db.session.add(draft)
    db.session.flush()
    audit.record(actor, "draft", draft.id)
    return draft


def written(result: DraftResult) -> Written:
    """What stands in a key result of a draft."""
    return Written(**{field.name: getattr(result, field.name) for field in fields(Written)})


def add_result(draft: Draft, words: Written) -> DraftResult:
    """Add a key result to a draft. Raises Invalid when there are too many to be read."""
    if len(draft.results) >= MOST:
        raise Invalid(_("More than twenty key results are a list, no objective."))
    highest = select(func.max(DraftResult.place)).where(DraftResult.draft_id == draft.id)
    last = db.session.scalar(highest)
    result = DraftResult(place=0 if last is None else last + 1, **vars(words))
    draft.results.append(result)
    db.session.flush()
    return result


def change_result(result: DraftResult, words: Written) -> None:
    """Write a key result of a draft anew."""
    for name, value in vars(words).items():
        setattr(result, name, value)
    db.session.flush()


def remove_result(result: DraftResult) -> Draft:
    """Take a key result out of its draft, which is handed back."""
    draft = result.draft
    draft.results.remove(result)
    db.session.flush()
    return draft


def discard(actor: Actor, draft: Draft) -> None:
    """Throw a draft away, with all that stands in it."""
    audit.record(actor, "draft-discarded", draft.id)
    db.session.delete(draft)
    db.session.flush()

"""Which objective a draft is for: chosen while it is written, taken when it is published."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.core.access import Actor, owns_or_leads
from portal.core.db import db
from portal.core.errors import Conflict, Invalid
from portal.core.languages import gettext as _
from portal.drafts.models import Draft
from portal.okr import service as okr
from portal.okr.models import Cycle, Objective
from portal.tree import moving
from portal.tree.moving import TOP
from portal.tree.structure import Node


def places(draft: Draft, words: str, chosen: str = "") -> Sequence[Node]:
    """Some objectives that it may be for, whose titles hold these words; the chosen one first."""
    return moving.places_of_new(draft.cycle, draft.team_id, words, chosen)


def serve(draft: Draft, place: str) -> None:
    """Let a draft be for this objective, or for none. Raises Invalid for one that it may not."""
    if place == TOP:
        draft.parent_id = None
        return
    found = db.session.get(Objective, place)
    if found is None or found.cycle.name != draft.cycle or okr.is_over(found):
        raise Invalid(_("This goal is closed. Choose another one."))
    draft.parent_id = found.id


def asks(actor: Actor, draft: Draft) -> bool:
    """True when somebody else is asked once it is published, as whoever answers for that goal."""
    return draft.parent is not None and not owns_or_leads(actor, draft.parent)


def align(actor: Actor, objective: Objective, draft: Draft) -> None:
    """Move what was just published to where its draft wanted it. Raises Invalid when it may not."""
    if draft.parent is None:
        return
    try:
        moving.move(actor, objective, draft.parent.id)
    except (Conflict, Invalid) as problem:
        raise Invalid(
            _(
                "It cannot stand under “%(title)s” any more. Choose another goal, or none, and "
                "publish it then.",
                title=draft.parent.title,
            )
        ) from problem


def gone_on(parent: Objective | None, cycle: str) -> str | None:
    """The id of what an objective goes on as in this cycle; None where that is not plain.

    It is plain when one objective alone of its team is called the same there.
    """
    if parent is None:
        return None
    there = select(Objective.id).join(Objective.cycle).where(Cycle.name == cycle)
    same = there.where(Objective.team_id == parent.team_id, Objective.title == parent.title)
    found = db.session.scalars(same.limit(2)).all()
    return found[0] if len(found) == 1 else None

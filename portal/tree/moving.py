"""Moving an objective under another goal, or to the top."""

from collections.abc import Sequence
from enum import StrEnum

from portal.core import audit, clock
from portal.core.access import Actor, owns_or_leads
from portal.core.directory import directory
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.okr import alignment, mounts
from portal.okr import service as okr
from portal.okr.models import KeyResult, Objective
from portal.tree import structure
from portal.tree.structure import Node

FEW = 20
# What is chosen instead of a goal to let an objective stand by itself.
TOP = "top"


class Moved(StrEnum):
    """What came of it: it stands there, or whoever answers for that goal is asked."""

    THERE = "moved"
    ASKED = "asked"


def move(actor: Actor, objective: Objective, place: str) -> Moved:
    """Let an objective stand under this goal, or at the top.

    Under an objective that the actor answers for too it stands at once; else its owner is asked,
    and it stays where it is. Raises Invalid for a goal that is closed, or under the objective.
    """
    if place == TOP:
        return _stand(actor, objective, None)
    over = okr.subjects([place]).get(place)
    if over is None or okr.is_over(over):
        raise Invalid(_("This goal is closed. Choose another one."))
    if alignment.turns(objective.id, place):
        raise Invalid(_("That goal is part of this objective, or stands under it already."))
    if isinstance(over, Objective) and owns_or_leads(actor, over):
        return _stand(actor, objective, over.id)
    mounts.ask(actor, objective, place)
    return Moved.THERE if owns_or_leads(actor, over) else Moved.ASKED


def _stand(actor: Actor, objective: Objective, parent: str | None) -> Moved:
    objective.parent_id = parent
    audit.record(actor, "move", objective.id)
    return Moved.THERE


def places(objective: Objective, words: str, chosen: str = "") -> Sequence[Objective | KeyResult]:
    """Some goals of its cycle under which it may stand, whose titles hold these words.

    The one that was chosen comes first, then objectives before key results, those of its own team
    and of the teams over it before others, by title.
    """
    known, near = alignment.parents(), directory().above(objective.team_id)
    found: list[Objective | KeyResult] = []
    for one in okr.objectives_of(objective.cycle):
        found += [one, *one.key_results]
    fit = [
        goal
        for goal in found
        if _holds(goal.title, words) and not _is_below(goal.id, objective, known)
    ]

    def order(goal: Objective | KeyResult) -> tuple[bool, bool, bool, str]:
        far = okr.objective_of(goal).team_id not in near
        return goal.id != chosen, isinstance(goal, KeyResult), far, goal.title

    return sorted(fit, key=order)[:FEW]


def places_of_new(cycle: str, team: str, words: str, chosen: str = "") -> Sequence[Node]:
    """Some objectives of a cycle under which a new one of a team may stand, in this order too.

    Of a cycle that is over, or in which there is nothing, there are none.
    """
    known = next((one for one in okr.cycles() if one.name == cycle), None)
    if known is None or known.ends < clock.today():
        return []
    nodes, near = structure.of_cycle(known).nodes.values(), directory().above(team)
    fit = [node for node in nodes if _holds(node.title, words)]
    fit.sort(key=lambda node: (node.id != chosen, node.team_id not in near, node.title))
    return fit[:FEW]


def _holds(title: str, words: str) -> bool:
    return words.casefold() in title.casefold()


def _is_below(goal: str, objective: Objective, known: alignment.Parents) -> bool:
    return any(objective.id in level for level in alignment.levels(goal, known))

"""The alignment of goals: what each stands under, by import and by accepted mounts.

A key result stands under its objective; an objective under its parent, and under every goal of
another team whose owner let it hang there. Mounts keep it free of circles.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Select, func, select

from portal.core.db import db
from portal.core.memory import kept
from portal.okr.models import GOALS, KeyResult, Mount, MountState, Objective

Parents = Mapping[str, tuple[str, ...]]


def parents() -> Parents:
    """What every goal stands under at once, by id; a goal at the top is left out."""
    return kept("alignment", _parents, GOALS)


def _parents() -> Parents:
    found: dict[str, list[str]] = defaultdict(list)
    objectives = select(Objective.id, Objective.parent_id).where(Objective.parent_id.is_not(None))
    results = select(KeyResult.id, KeyResult.objective_id)
    for query in (objectives, results, _mounted()):
        for below, up in db.session.execute(query):
            found[below].append(str(up))
    return {below: tuple(over) for below, over in found.items()}


def _mounted() -> Select[str, str]:
    over = func.coalesce(Mount.over_objective_id, Mount.over_key_result_id)
    return select(Mount.objective_id, over).where(Mount.state == MountState.ACCEPTED)


def levels(goal: str, known: Parents | None = None) -> list[list[str]]:
    """A goal, then what it stands under, then what these stand under, each goal once.

    Goals of one level have the same least distance. A circle in old data ends where it closes.
    """
    known = parents() if known is None else known
    seen, level, found = {goal}, [goal], []
    while level:
        found.append(level)
        over = dict.fromkeys(up for one in level for up in known.get(one, ()))
        level = [one for one in over if one not in seen]
        seen.update(level)
    return found


def over(goals: Iterable[str]) -> frozenset[str]:
    """These goals and everything above them."""
    known = parents()
    return frozenset(up for goal in goals for level in levels(goal, known) for up in level)


def turns(objective: str, place: str) -> bool:
    """True when an objective that hung there would hang under itself in the end."""
    return objective in over([place])

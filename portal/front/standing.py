"""Where an objective stands: the way up to the top, the whole in small, what does not fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.core.directory import directory
from portal.okr.models import Objective
from portal.tree import minimap, service, soundness, structure
from portal.tree.minimap import Minimap
from portal.tree.service import Part
from portal.tree.soundness import Found
from portal.tree.structure import Node


@dataclass(frozen=True)
class Place:
    """The objectives over one, the top first; the map; faults; the departments that own it."""

    why: Sequence[Node]
    small: Minimap
    faults: Sequence[Found]
    parts: Sequence[Part]


def place_of(objective: Objective) -> Place:
    """Where an objective stands in its cycle."""
    tree = structure.of_cycle(objective.cycle)
    found = soundness.faults(tree, directory().lines())
    return Place(
        why=why(objective),
        small=minimap.minimap(tree, objective.id),
        faults=found.get(objective.id, ()),
        parts=service.parts(objective),
    )


def why(objective: Objective) -> list[Node]:
    """What an objective is for, the top first, by parents and where there is none by mounts."""
    tree = structure.of_cycle(objective.cycle)
    found: list[Node] = []
    one = tree.nodes.get(objective.id)
    while one and one not in found:
        found.append(one)
        over = one.parent_id or next(iter(one.under), None)
        one = tree.nodes.get(over or "")
    return found[:0:-1]

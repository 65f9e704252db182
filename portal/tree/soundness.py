"""What does not fit in a tree of goals: orphans, goals that nobody carries, sums, drift. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.okr.models import Kind
from portal.tree.structure import Figure, Node, Tree

# What hangs under a goal is so much further than the goal itself: it moves on its own.
DRIFT = 0.3
Lines = Mapping[str, frozenset[str]]


class Fault(StrEnum):
    """What may be wrong with the place of a goal."""

    ORPHAN = "orphan"
    UNSUPPORTED = "unsupported"
    SHORT = "short"
    DRIFT = "drift"


@dataclass(frozen=True)
class Found:
    """A fault with its figures: what adds up to what, or how far either is."""

    fault: Fault
    title: str = ""
    unit: str = ""
    is_: Decimal | float = 0
    ought: Decimal | float = 0


def faults(tree: Tree, lines: Lines) -> dict[str, list[Found]]:
    """By objective what is wrong with its place; `lines` are teams with all teams over them."""
    teams = {one.team_id for one in tree.nodes.values()}
    over = {team: lines.get(team, frozenset()) - {team} for team in teams}
    leading = frozenset(up for team in teams for up in over[team])
    found = {
        id_: list(_faults(one, tree, bool(over[one.team_id] & teams), one.team_id in leading))
        for id_, one in tree.nodes.items()
    }
    return {id_: some for id_, some in found.items() if some}


def _faults(one: Node, tree: Tree, led: bool, leads: bool) -> Iterator[Found]:  # noqa: FBT001
    below = tree.below(one.id)
    if led and not one.parent_id and not one.under:
        yield Found(Fault.ORPHAN)
    if not one.figures or (leads and not below):
        yield Found(Fault.UNSUPPORTED)
    if below:
        yield from _sums(one, [tree.nodes[id_] for id_ in below])
        yield from _drift(one, [tree.nodes[id_] for id_ in below])


def _sums(one: Node, below: list[Node]) -> Iterator[Found]:
    """Targets of things that add up, where those under them do not add up to them."""
    for figure in one.figures:
        alone = sum(other.unit == figure.unit for other in one.figures) == 1
        carried = [
            part.target
            for node in below
            if alone or figure.id in node.results
            for part in node.figures
            if _adds(part, figure)
        ]
        if carried and _adds(figure, figure) and sum(carried) < figure.target:
            total = sum(carried, Decimal(0))
            yield Found(Fault.SHORT, figure.title, figure.unit, total, figure.target)


def _adds(part: Figure, whole: Figure) -> bool:
    """Whether targets of the one are parts of the other: pieces add up, shares do not."""
    return part.unit == whole.unit and part.unit not in ("", "%") and part.kind != Kind.REDUCE


def _drift(one: Node, below: list[Node]) -> Iterator[Found]:
    shares = [node.share for node in below if node.share is not None]
    if one.share is None or not shares:
        return
    mean = sum(shares) / len(shares)
    if mean - one.share >= DRIFT:
        yield Found(Fault.DRIFT, is_=one.share, ought=mean)

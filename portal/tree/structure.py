"""The goals of a cycle as a tree: what stands under what, by parent and by accepted mounts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.core.memory import kept
from portal.okr.models import Cycle, KeyResult, Mount, MountState, Objective
from portal.okr.progress import ratio

OVER = aliased(KeyResult)


@dataclass(frozen=True)
class Figure:
    """A key result as far as sums go."""

    id: str
    title: str
    kind: str
    unit: str
    baseline: Decimal
    target: Decimal
    share: float


@dataclass(frozen=True)
class Node:
    """An objective of the cycle. `under` are the objectives that it hangs under by mounts."""

    id: str
    title: str
    team_id: str
    owner_id: str
    parent_id: str | None
    under: tuple[str, ...] = ()
    # Of each mount the key result under which it hangs, if it is one.
    results: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def share(self) -> float | None:
        """How far its key results are at the mean, 0 to 1.2; None without any."""
        found = [one.share for one in self.figures]
        return sum(found) / len(found) if found else None


@dataclass(frozen=True)
class Tree:
    """All objectives of a cycle by id, and what stands under each; roots are under None."""

    nodes: Mapping[str, Node]
    children: Mapping[str | None, Sequence[str]]
    mounted: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def below(self, id_: str) -> list[str]:
        """What stands directly under an objective, its own first, then what is mounted."""
        return [*self.children.get(id_, ()), *self.mounted.get(id_, ())]

    def walk(self) -> Iterator[tuple[str, int]]:
        """Every objective with its depth, each before what stands under it."""
        waiting = [(id_, 0) for id_ in reversed(self.children.get(None, ()))]
        while waiting:
            id_, depth = waiting.pop()
            yield id_, depth
            below = self.children.get(id_, ())
            waiting += [(child, depth + 1) for child in reversed(below)]


def of_cycle(cycle: Cycle) -> Tree:
    """The tree of a cycle."""
    return kept(("tree", cycle.id), lambda: _tree(cycle.id), "okr")


def _tree(cycle_id: str) -> Tree:
    nodes = _nodes(cycle_id)
    children: dict[str | None, list[str]] = defaultdict(list)
    mounted: dict[str, list[str]] = defaultdict(list)
    for one in nodes.values():
        children[_parent(one, nodes)].append(one.id)
        for over in one.under:
            if over in nodes and over != one.parent_id:
                mounted[over].append(one.id)
    # What most others stand under comes first.
    sizes = {id_: len(children.get(id_, ())) for id_ in nodes}
    children[None].sort(key=lambda id_: -sizes[id_])
    return Tree(nodes, children, mounted)


def _parent(one: Node, nodes: Mapping[str, Node]) -> str | None:
    """What it stands under; where old data closes a circle, or leaves the cycle, it is a root."""
    seen, up = {one.id}, one.parent_id
    while up in nodes and up not in seen:
        seen.add(up or "")
        up = nodes[up or ""].parent_id
    closes = up in seen and up == one.id
    return one.parent_id if one.parent_id in nodes and not closes else None


def _nodes(cycle_id: str) -> dict[str, Node]:
    figures, mounts = _figures(cycle_id), _mounts(cycle_id)
    query = select(
        Objective.id, Objective.title, Objective.team_id, Objective.owner_id, Objective.parent_id
    ).where(Objective.cycle_id == cycle_id)
    rows = db.session.execute(query.order_by(Objective.title, Objective.id))
    return {
        row.id: Node(
            *row,
            tuple(over for over, _result in mounts.get(row.id, ())),
            tuple(result for _over, result in mounts.get(row.id, ()) if result),
            tuple(figures.get(row.id, ())),
        )
        for row in rows
    }


def _figures(cycle_id: str) -> dict[str, list[Figure]]:
    its = KeyResult.__table__.c
    query = (
        select(
            its.objective_id,
            its.id,
            its.title,
            its.kind,
            its.unit,
            its.baseline,
            its.target,
            its.current,
        )
        .join(Objective, Objective.id == its.objective_id)
        .where(Objective.cycle_id == cycle_id)
        .order_by(its.place, its.id)
    )
    found: dict[str, list[Figure]] = defaultdict(list)
    for row in db.session.execute(query):
        share = ratio(row.kind, row.baseline, row.target, row.current)
        figure = Figure(
            row.id, row.title, row.kind, row.unit, row.baseline, row.target, float(share)
        )
        found[row.objective_id].append(figure)
    return found


def _mounts(cycle_id: str) -> dict[str, list[tuple[str, str | None]]]:
    """By objective where it hangs: the objective over it, and the key result if it is one."""
    over = func.coalesce(Mount.over_objective_id, OVER.objective_id).label("over")
    query = (
        select(Mount.objective_id, over, Mount.over_key_result_id)
        .outerjoin(OVER, OVER.id == Mount.over_key_result_id)
        .join(Objective, Objective.id == Mount.objective_id)
        .where(Objective.cycle_id == cycle_id, Mount.state == MountState.ACCEPTED)
        .order_by(Mount.day, Mount.id)
    )
    found: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.objective_id].append((row.over, row.over_key_result_id))
    return found

"""The tree of a cycle as its page shows it: the same for every reader, so it is drawn once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from portal.core.access import Actor, Role
from portal.core.directory import directory
from portal.core.languages import locale
from portal.core.memory import kept
from portal.okr.models import Cycle
from portal.tree import departments, soundness, structure
from portal.tree.soundness import Fault, Found
from portal.tree.structure import Node, Tree


@dataclass(frozen=True)
class Branch:
    """An objective of the tree with what is wrong with its place, and what stands under it."""

    node: Node
    faults: Sequence[Found]
    below: "Sequence[Branch]" = ()
    mounted: Sequence[Node] = ()


@dataclass(frozen=True)
class Drawn:
    """The list of a tree, how many objectives there are, and how many of each fault."""

    html: Markup
    number: int
    counts: Mapping[Fault, int]


def drawn(cycle: Cycle, asked: Fault | None) -> Drawn:
    """All objectives of a cycle, or those alone whose place has a fault."""
    key = ("tree drawn", cycle.id, asked, locale())
    return kept(key, lambda: _drawn(structure.of_cycle(cycle), asked), "okr", "people")


def _drawn(tree: Tree, asked: Fault | None) -> Drawn:
    found = soundness.faults(tree, directory().lines())
    whole = _branches(tree.children.get(None, ()), tree, found)
    ties = departments.ties(tree)
    html = render_template(
        "tree/_branches.html",
        branches=list(_only(asked, tree, found) if asked else whole),
        asked=asked,
        teams=directory().teams(),
        ties=() if asked else ties,
        net=None if asked else departments.net(ties, directory().teams()),
    )
    # The template has escaped what it was given.
    return Drawn(Markup(html), len(tree.nodes), _counts(found.values()))  # noqa: S704


def _branches(
    ids: Collection[str], tree: Tree, found: Mapping[str, Sequence[Found]]
) -> Iterator[Branch]:
    for id_ in ids:
        below = list(_branches(tree.children.get(id_, ()), tree, found))
        mounted = [tree.nodes[one] for one in tree.mounted.get(id_, ())]
        yield Branch(tree.nodes[id_], found.get(id_, ()), below, mounted)


def _only(asked: Fault, tree: Tree, found: Mapping[str, Sequence[Found]]) -> Iterator[Branch]:
    for id_, faults in found.items():
        if any(one.fault == asked for one in faults):
            yield Branch(tree.nodes[id_], faults)


def _counts(found: Collection[Sequence[Found]]) -> dict[Fault, int]:
    every = [fault for faults in found for fault in {one.fault for one in faults}]
    return {fault: every.count(fault) for fault in Fault}


def movable(cycle: Cycle, actor: Actor) -> list[str]:
    """The objectives of a cycle that somebody answers for, by id."""
    leads = actor.teams if actor.role is Role.MANAGER else frozenset()
    nodes = structure.of_cycle(cycle).nodes.values()
    return [one.id for one in nodes if one.team_id in leads or one.owner_id == actor.id]

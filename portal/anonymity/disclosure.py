"""Disclosure control: which counts may be published together so that nobody can be solved for.

A *cell* is a number of posts that no published view divides. Its *audience* are the people who
could have spoken there, as groups of the roster with their sizes. A *view* is the sum of some
cells. Whoever adds and subtracts views of this release and of the last one gets combinations of
cells.

What it guarantees. Every combination of published views, with whatever factors, that is not
empty stands on the cells of at least `k` people. So no person and no group of 2 to k-1 can be
solved for, by differences between views, by remainders, or between the two releases. A cell that
counts nothing is no way in either: a small cell is not among those that must be zero since a
sum of counts is. What is chosen in the first step depends on sizes and on the order of the views
alone, never on what was said.

What it does not. It sees the two releases that it is given, not three whose views changed
twice; who adds knowledge of their own (what they wrote, what a colleague told) may solve for more;
it is exact over fractions, and a narrow range of whole numbers may still leave one of them; that a
view of k or more is withheld in the second step says that a zero is near. Texts are not counts.

How. A combination touches fewer than k people only where all its cells are small, so with large
cells first an elimination leaves those combinations by themselves. They are harmless when k times
over one can choose cells, each time charging other people, on which no combination is wholly zero:
each choice then holds a person of it. The search for such choices is greedy, so a harmless
view may be withheld, never a harmful one published.

What it costs. Each view is reduced once by rows with mostly few cells; choices are sought only for
views that leave small cells alone, and only in the part that they touch.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from portal.anonymity.cells import Cell, Crowds, Name, View
from portal.anonymity.guards import Solving, Zeros


@dataclass(frozen=True)
class Audit:
    """The outcome: views whose sums may be shown, and those that are withheld for which step."""

    published: frozenset[Name]
    solvable: frozenset[Name]
    zeros: frozenset[Name]


def audit(
    proposed: Sequence[View],
    known: Sequence[View],
    crowds: Crowds,
    counts: Mapping[Cell, int],
    k: int,
) -> Audit:
    """Choose what may be published beside what is known: the first of `proposed` first.

    `known` are the views of the last release and whatever else pages show. Deterministic.
    """
    cells = _cells([*known, *proposed])
    small = frozenset(cell for cell in cells if crowds.behind([cell]) < k)
    sound = _taken(proposed, known, Solving(cells, small, crowds, k))
    empty = Zeros(cells, small, counts)
    exact = _taken(sound, known, empty)
    # What must be zero is as good as published: look at the rest once more without it.
    unknown = [cell for cell in cells if cell not in empty.found()]
    shown = _taken(exact, known, Solving(unknown, small & set(unknown), crowds, k))
    names = [frozenset(one.name for one in views) for views in (proposed, sound, shown)]
    return Audit(names[2], names[0] - names[1], names[1] - names[2])


def _cells(views: Iterable[View]) -> list[Cell]:
    """Every cell, always in the same order."""
    return sorted({cell for view in views for cell in view.cells}, key=repr)


class _Guard(Protocol):
    def take(self, view: View) -> None: ...

    def admits(self, view: View) -> bool: ...


def _taken(views: Iterable[View], known: Iterable[View], guard: _Guard) -> list[View]:
    for view in known:
        guard.take(view)
    return [view for view in views if guard.admits(view)]

"""Cells of a table of counts, the people behind them, and the sums that are asked of them."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

Cell = Hashable
Group = Any
Name = Hashable


@dataclass(frozen=True)
class View:
    """The sum of some cells, under the name by which a page asks for it."""

    name: Name
    cells: frozenset[Cell]


@dataclass(frozen=True)
class Crowds:
    """Who could have spoken: groups of the roster by size, and those who stand behind each cell."""

    sizes: Mapping[Any, int]
    audiences: Mapping[Cell, frozenset[Group]]

    def behind(self, cells: Iterable[Cell]) -> int:
        """How many people stand behind these cells together."""
        groups = set(chain.from_iterable(self.audiences[cell] for cell in cells))
        return sum(self.sizes[group] for group in groups)

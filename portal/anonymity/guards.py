"""Two guards that take published sums in one by one and refuse the one that would tell too much."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from portal.anonymity.cells import Cell, Crowds, Group, View
from portal.anonymity.linear import Echelon, Row, cancelled, components


class Solving:
    """Takes in views one by one while no combination stands on fewer than k people."""

    def __init__(
        self, cells: Sequence[Cell], small: frozenset[Cell], crowds: Crowds, k: int
    ) -> None:
        ordered = sorted(cells, key=lambda cell: cell in small)
        self._columns = {cell: at for at, cell in enumerate(ordered)}
        self._cells, self._crowds, self._k = ordered, crowds, k
        self._first = len(ordered) - len(small)
        self._said = Echelon()
        # The combinations on small cells alone, by their first column, which no other has.
        self._few: dict[int, Row] = {}

    def take(self, view: View) -> None:
        """Count with a view that is out."""
        new = self._beyond(view)
        self._said.add(new)
        if new and min(new) >= self._first:
            self._few = self._grown(new)

    def admits(self, view: View) -> bool:
        """Take the view in if it may be published; tell whether."""
        new = self._beyond(view)
        if new and min(new) >= self._first and not self._is_harmless(new):
            return False
        self.take(view)
        return True

    def _beyond(self, view: View) -> Row:
        columns = (self._columns[cell] for cell in view.cells if cell in self._columns)
        return self._said.reduced(dict.fromkeys(columns, 1))

    def _grown(self, new: Row) -> dict[int, Row]:
        for lead in self._few.keys() & new.keys():
            new = cancelled(new, self._few[lead], lead)
        first = min(new)
        freed = {
            lead: cancelled(row, new, first) if first in row else row
            for lead, row in self._few.items()
        }
        return freed | {first: new}

    def _is_harmless(self, new: Row) -> bool:
        if self._stands_on_few(new):
            return False
        grown = self._grown(new)
        fresh = {lead for lead, row in grown.items() if row is not self._few.get(lead)}
        parts = components(grown.values())
        return all(self._spread(part) for part in parts if fresh & {min(row) for row in part})

    def _spread(self, rows: Sequence[Row]) -> bool:
        """True when k choices of cells, charging people of their own, see every combination."""
        if any(map(self._stands_on_few, rows)):
            return False
        left = Counter({group: size for group, size in self._crowds.sizes.items() if size})
        sides = self._sides(rows)
        return all(_choose(sides, left, len(rows)) for _time in range(self._k))

    def _stands_on_few(self, row: Row) -> bool:
        return self._crowds.behind(self._cells[at] for at in row) < self._k

    def _sides(self, rows: Sequence[Row]) -> dict[frozenset[Group], list[Row]]:
        """The columns of these rows by the audience of their cells."""
        columns: dict[int, Row] = defaultdict(dict)
        for number, row in enumerate(rows):
            for at, value in row.items():
                columns[at][number] = value
        sides: dict[frozenset[Group], list[Row]] = defaultdict(list)
        for at in sorted(columns):
            sides[self._crowds.audiences[self._cells[at]]].append(columns[at])
        return sides


def _choose(sides: Mapping[frozenset[Group], list[Row]], left: Counter[Group], rank: int) -> bool:
    """Choose columns of full rank and charge a person for each audience; False: there are none."""
    basis = Echelon()
    for audience in sorted(sides, key=lambda one: -max((left[g] for g in one), default=0)):
        payer = max(audience, key=lambda group: (left[group], repr(group)), default=None)
        if payer is not None and left[payer] and _grow(basis, sides[audience], rank):
            left[payer] -= 1
        if len(basis) == rank:
            return True
    return False


def _grow(basis: Echelon, columns: Iterable[Row], rank: int) -> bool:
    """Add columns until the basis is whole; True when one of them said something new."""
    before = len(basis)
    for column in columns:
        if len(basis) == rank:
            break
        basis.add(column)
    return len(basis) > before


class Zeros:
    """Takes in views while no small cell is among those that may have to be zero.

    A sum of counts that is zero gives each of them away. Combinations which are zero on every
    cell that counts something are found by elimination, with those cells first.
    """

    def __init__(
        self, cells: Sequence[Cell], small: frozenset[Cell], counts: Mapping[Cell, int]
    ) -> None:
        ordered = sorted(cells, key=lambda cell: not counts.get(cell, 0))
        self._columns = {cell: at for at, cell in enumerate(ordered)}
        self._cells, self._small = ordered, small
        self._first = sum(1 for cell in ordered if counts.get(cell, 0))
        self._said = Echelon()

    def take(self, view: View) -> None:
        """Count with a view that is out."""
        self._said.add(dict.fromkeys((self._columns[cell] for cell in view.cells), 1))

    def admits(self, view: View) -> bool:
        """Take the view in if it may be published; tell whether."""
        new = self._said.reduced(dict.fromkeys((self._columns[cell] for cell in view.cells), 1))
        only_zeros = bool(new) and min(new) >= self._first
        if only_zeros and any(self._cells[at] in self._small for at in new):
            return False
        self._said.add(new)
        return True

    def found(self) -> frozenset[Cell]:
        """The cells which, for all that is taken in, may have to be zero."""
        rows = self._said.rows_from(self._first)
        return frozenset(self._cells[at] for row in rows for at in row)

"""Exact linear algebra over the rationals, on sparse rows of whole numbers."""

from collections.abc import Iterable, Iterator, Mapping
from math import gcd

Row = dict[int, int]


def primitive(row: Mapping[int, int]) -> Row:
    """The same direction in the smallest whole numbers, zeros left out."""
    divisor = gcd(*row.values()) or 1
    return {at: value // divisor for at, value in row.items() if value}


def cancelled(row: Row, pivot: Row, at: int) -> Row:
    """The row without its entry at this column, by a multiple of the pivot."""
    mine, its = row[at], pivot[at]
    shared = gcd(mine, its) if its > 0 else -gcd(mine, its)
    up, down = its // shared, mine // shared
    # Most pivots are 1: the row then stays as it is, but for a few columns.
    found = dict(row) if up == 1 else {column: value * up for column, value in row.items()}
    for column, value in pivot.items():
        if left := found.get(column, 0) - value * down:
            found[column] = left
        else:
            found.pop(column, None)
    return found if up == 1 else primitive(found)


class Echelon:
    """A basis of everything that its rows say together; each row leads with a column of its own.

    A row is reduced by the columns in their order. So the rows that lead with a column from some
    point on are a basis of all combinations which are zero before that point.
    """

    def __init__(self) -> None:
        """Nothing is said yet."""
        self._rows: dict[int, Row] = {}

    def __len__(self) -> int:
        """The rank."""
        return len(self._rows)

    def reduced(self, row: Mapping[int, int]) -> Row:
        """What the row says beyond the basis, led by a free column; empty when nothing."""
        left = primitive(row)
        while left:
            lead = min(left)
            if lead not in self._rows:
                break
            left = cancelled(left, self._rows[lead], lead)
        return left

    def add(self, row: Mapping[int, int]) -> bool:
        """Take a row in; False when it says nothing new."""
        left = self.reduced(row)
        if left:
            self._rows[min(left)] = left
        return bool(left)

    def rows_from(self, first: int) -> list[Row]:
        """The rows that lead with this column or a later one."""
        return [self._rows[lead] for lead in sorted(self._rows) if lead >= first]


def components(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in bundles that share no column, directly or by others."""
    bundles: list[tuple[set[int], list[Row]]] = []
    for row in rows:
        columns, members, apart = set(row), [row], []
        for bundle in bundles:
            if bundle[0].isdisjoint(columns):
                apart.append(bundle)
            else:
                columns |= bundle[0]
                members = bundle[1] + members
        bundles = [*apart, (columns, members)]
    yield from (members for _columns, members in bundles)

"""Two attackers of published sums, written apart from the audit: by fractions, by completions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product


def rank(rows: Iterable[Sequence[Fraction]]) -> int:
    """How many of these rows say something of their own (Gauss, dense, with fractions)."""
    left, found = [list(row) for row in rows], 0
    for at in range(len(left[0]) if left else 0):
        lead = next((row for row in left if row[at]), None)
        if lead is None:
            continue
        left.remove(lead)
        left = [
            [a - b * row[at] / lead[at] for a, b in zip(row, lead, strict=True)] for row in left
        ]
        found += 1
    return found


def groups(people: Mapping[str, int], k: int) -> Iterator[frozenset[str]]:
    """Every group of cells with fewer than k people behind it."""
    few = sorted(cell for cell, size in people.items() if size < k)
    for size in range(1, min(len(few), k) + 1):
        for some in combinations(few, size):
            if sum(people[cell] for cell in some) < k:
                yield frozenset(some)


def solved(
    views: Iterable[frozenset[str]], people: Mapping[str, int], k: int
) -> set[frozenset[str]]:
    """The groups under k of which some combination of the views speaks alone.

    That is: without their cells the views say less than with them.
    """
    cells = sorted(people)
    rows = [[Fraction(cell in view) for cell in cells] for view in views]
    whole = rank(rows)
    found = set()
    for group in groups(people, k):
        rest = [
            [v for v, cell in zip(row, cells, strict=True) if cell not in group] for row in rows
        ]
        if rank(rest) < whole:
            found.add(group)
    return found


def completions(
    views: Mapping[frozenset[str], int], cells: Sequence[str], most: int
) -> list[dict[str, int]]:
    """Every way to fill the cells with counts up to `most` that gives these sums."""
    tried = (
        dict(zip(cells, one, strict=True)) for one in product(range(most + 1), repeat=len(cells))
    )
    return [
        one
        for one in tried
        if all(sum(one[cell] for cell in view) == value for view, value in views.items())
    ]


def certain(
    found: Sequence[Mapping[str, int]], people: Mapping[str, int], k: int
) -> set[frozenset[str]]:
    """The groups under k whose sum is the same in every completion."""
    return {
        group
        for group in groups(people, k)
        if len({sum(one[cell] for cell in group) for one in found}) == 1
    }

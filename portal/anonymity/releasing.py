"""Which opened inbox rows a release moves, and the shuffles that part them from who spent what."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum
from random import Random, SystemRandom
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Hold(StrEnum):
    """For how long an author lets a post wait."""

    RELEASE = "release"
    EPOCH = "epoch"
    URGENT = "urgent"


class Kind(StrEnum):
    """A release at its fixed time, or at the next full hour for urgent posts alone."""

    FIXED = "fixed"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Row(Generic[Item]):
    """An opened inbox row; `kid` is the key it waits for, None where no key issued the right."""

    nullifier: bytes
    item: Item
    hold: Hold
    kid: str | None


@dataclass(frozen=True, slots=True)
class Window:
    """What decides a release: its kind, keys retired or closed, keys too few have collected."""

    kind: Kind
    retired: Set[str]
    under_floor: Set[str] = frozenset()


def moves(row: Row[Item], window: Window) -> bool:
    """Tell whether this release moves the row; a row without key has no crowd to wait for."""
    if row.kid in window.under_floor:
        return False
    if window.kind == Kind.URGENT:
        return row.hold == Hold.URGENT
    return row.hold != Hold.EPOCH or row.kid is None or row.kid in window.retired


def part(rows: Iterable[Row[Item]], window: Window) -> tuple[list[Row[Item]], list[Row[Item]]]:
    """Part rows into those that move now and those that stay."""
    known = list(rows)
    moving = [row for row in known if moves(row, window)]
    return moving, [row for row in known if not moves(row, window)]


def shuffled(
    rows: Iterable[Row[Item]], rng: Random | None = None
) -> tuple[list[bytes], list[Item]]:
    """Give nullifiers and items, each in an order of its own, so that no place joins them."""
    source = rng or SystemRandom()
    known = list(rows)
    nullifiers, items = [row.nullifier for row in known], [row.item for row in known]
    source.shuffle(nullifiers)
    source.shuffle(items)
    return nullifiers, items

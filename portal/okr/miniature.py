"""Candles so small that a wall holds hundreds: two paths, one hollow and one solid. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.okr.candles import Candle, is_better

PITCH, BODY, HEIGHT, EDGE = 20, 12, 60, 3


@dataclass(frozen=True)
class Miniature:
    """Paths of the weeks that got better and of those that got worse, and the target's height."""

    width: int
    better: str
    worse: str
    goal: int


def miniature(
    mondays: Sequence[date], candles: Sequence[Candle], target: Decimal, *, grows: bool
) -> Miniature:
    """The candles of these weeks; up is towards the target."""
    figures = [target, *(figure for one in candles for figure in (one.low, one.high))]
    low, span = min(figures), (max(figures) - min(figures)) or Decimal(1)

    def height(figure: Decimal) -> int:
        share = (figure - low) / span
        up = share if grows else 1 - share
        return round(HEIGHT - EDGE - up * (HEIGHT - 2 * EDGE))

    places = {monday: place for place, monday in enumerate(mondays)}
    paths: dict[bool, list[str]] = {True: [], False: []}
    for one in candles:
        if one.monday in places:
            left = places[one.monday] * PITCH + EDGE
            paths[is_better(one, grows=grows)].append(_path(one, left, height))
    return Miniature(
        len(mondays) * PITCH, "".join(paths[True]), "".join(paths[False]), height(target)
    )


def _path(one: Candle, left: int, height: Callable[[Decimal], int]) -> str:
    """A box from open to close, and a line from the highest to the lowest."""
    top, bottom = sorted((height(one.open), height(one.close)))
    high, low = sorted((height(one.high), height(one.low)))
    middle, tall = left + BODY // 2, max(bottom - top, 1)
    wicks = f"M{middle} {high}V{top}" if high < top else ""
    wicks += f"M{middle} {top + tall}V{low}" if low > top + tall else ""
    return f"{wicks}M{left} {top}h{BODY}v{tall}h-{BODY}z"

"""Where everything of a K-line stands: figures in, places of a drawing out. Pure.

Up is towards the target, whichever way the figures go; hollow is better, solid is worse, and a
week without a reading stays empty. Volumes that are few or withheld are hatched stubs of one
height, so that no length gives them away.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from portal.okr.candles import Candle, is_better

# The drawings, wide and narrow: so that words are as large on a phone as on a desk.
WIDE, NARROW = (720, 380), (360, 390)
LEFT, RIGHT, TOP = 36, 46, 28
# From the bottom: the numbers of the weeks, then the bars.
FOOT, BARS, BETWEEN = 26, 50, 56
MOST_LINES = 6
STUB = 16


@dataclass(frozen=True)
class Body:
    """A candle: where its middle is, its box, and the ends of its wicks."""

    week: int
    x: float
    left: float
    width: float
    top: float
    height: float
    high: float
    low: float
    better: bool


@dataclass(frozen=True)
class Bar:
    """A volume under a week: its words, and its height where it is told."""

    x: float
    left: float
    width: float
    top: float
    height: float
    words: str
    told: bool


@dataclass(frozen=True)
class Drawing:
    """A K-line as it is drawn."""

    width: int
    height: int
    lines: Sequence[tuple[float, Decimal]]
    goal: float
    floor: float
    weeks: Sequence[tuple[float, int]]
    bodies: Sequence[Body] = field(default_factory=list)
    bars: Sequence[Bar] = field(default_factory=list)
    flags: Sequence[tuple[float, float, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Volume:
    """How many blockers a week had: a number, or the words in its place."""

    words: str
    number: int | None = None


@dataclass(frozen=True)
class Chart:
    """What a K-line is drawn of. `marks` are Mondays, each with the number of its caption."""

    mondays: Sequence[date]
    candles: Sequence[Candle]
    target: Decimal
    grows: bool
    volumes: Mapping[date, Volume]
    marks: Sequence[tuple[date, int]]


def drawn(chart: Chart, size: tuple[int, int]) -> Drawing:
    """A chart in a drawing of this width and height."""
    return _Paper(chart, *size).drawing()


def steps(low: Decimal, high: Decimal) -> list[Decimal]:
    """Round figures from under `low` to over `high`, at most six steps: 1, 2 or 5 times a ten."""
    span = max(float(high - low), abs(float(high)) / 100, 1e-9)
    power = 10.0 ** math.floor(math.log10(span / MOST_LINES))
    step = next(one * power for one in (1, 2, 5, 10) if span / (one * power) <= MOST_LINES)
    exact = Decimal(f"{step:.12g}")
    first = (low / exact).to_integral_value("ROUND_FLOOR")
    last = (high / exact).to_integral_value("ROUND_CEILING")
    return [exact * place for place in range(int(first), int(last) + 1)]


class _Paper:
    def __init__(self, chart: Chart, width: int, height: int) -> None:
        self._chart, self._width, self._height = chart, width, height
        self._floor = height - FOOT
        self._bottom = self._floor - BARS - BETWEEN
        read = [figure for one in chart.candles for figure in (one.high, one.low)]
        self._steps = steps(min(*read, chart.target), max(*read, chart.target)) if read else []
        self._pitch = (width - LEFT - RIGHT) / max(len(chart.mondays), 1)
        self._body = min(22.0, self._pitch * 0.56)

    def drawing(self) -> Drawing:
        """The places of everything."""
        chart = self._chart
        return Drawing(
            width=self._width,
            height=self._height,
            lines=[(self._y(one), one) for one in self._steps],
            goal=self._y(chart.target),
            floor=self._floor,
            weeks=[(self._x(one), one.isocalendar().week) for one in chart.mondays],
            bodies=[self._candle(one) for one in chart.candles if one.monday in chart.mondays],
            bars=list(self._bars()),
            flags=self._flags(),
        )

    def _x(self, monday: date) -> float:
        return round(LEFT + self._pitch * (self._chart.mondays.index(monday) + 0.5), 1)

    def _y(self, figure: Decimal) -> float:
        if not self._steps:
            return TOP
        low, high = self._steps[0], self._steps[-1]
        share = float((figure - low) / ((high - low) or 1))
        up = share if self._chart.grows else 1 - share
        return round(self._bottom - up * (self._bottom - TOP), 1)

    def _candle(self, one: Candle) -> Body:
        ends = sorted((self._y(one.open), self._y(one.close)))
        wicks = sorted((self._y(one.high), self._y(one.low)))
        x = self._x(one.monday)
        return Body(
            week=one.week,
            x=x,
            left=round(x - self._body / 2, 1),
            width=round(self._body, 1),
            top=ends[0],
            height=max(round(ends[1] - ends[0], 1), 1.5),
            high=wicks[0],
            low=wicks[1],
            better=is_better(one, grows=self._chart.grows),
        )

    def _bars(self) -> Iterable[Bar]:
        told = [one.number for one in self._chart.volumes.values() if one.number]
        for monday, one in self._chart.volumes.items():
            if monday not in self._chart.mondays:
                continue
            share = BARS * (one.number or 0) / max(told, default=1)
            height = round(share, 1) if one.number else STUB
            x = self._x(monday)
            yield Bar(
                x=x,
                left=round(x - self._body / 2, 1),
                width=round(self._body, 1),
                top=round(self._floor - height, 1),
                height=height,
                words=one.words,
                told=one.number is not None,
            )

    def _flags(self) -> list[tuple[float, float, int]]:
        """A mark under the candle of its week; what falls into one week stands side by side."""
        lows = {one.x: one.low for one in map(self._candle, self._candles())}
        found: list[tuple[float, float, int]] = []
        for monday, number in self._chart.marks:
            if monday not in self._chart.mondays:
                continue
            x = self._x(monday)
            stacked = sum(1 for place, _y, _number in found if place == x)
            y = lows.get(x, self._bottom - 20) + 20 + 22 * stacked
            found.append((x, round(min(y, self._floor - BARS - 20 + 22 * stacked), 1), number))
        return found

    def _candles(self) -> list[Candle]:
        return [one for one in self._chart.candles if one.monday in self._chart.mondays]


def moves(found: Sequence[Candle], *, grows: bool) -> tuple[int, int]:
    """How many weeks ended nearer to the target, and how many further from it."""
    changed = [one for one in found if one.open != one.close]
    better = sum(is_better(one, grows=grows) for one in changed)
    return better, len(changed) - better

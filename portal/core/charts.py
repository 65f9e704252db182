"""Where the points of a small chart lie; the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, EDGE = 96.0, 26.0, 4.0


@dataclass(frozen=True)
class Spark:
    """A line as an SVG path, its last point, and the height of the target, in a box of 104 x 32."""

    path: str
    x: str
    y: str
    goal: str


def spark_points(values: Sequence[Decimal], target: Decimal) -> Spark:
    """The line through these values, at least two, on one scale with the target."""
    low, high = min(*values, target), max(*values, target)
    span = float(high - low) or 1.0

    def height(value: Decimal) -> str:
        return f"{3 + HEIGHT - HEIGHT * float(value - low) / span:.1f}"

    step = WIDTH / (len(values) - 1)
    places = [(f"{EDGE + step * i:.1f}", height(value)) for i, value in enumerate(values)]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    return Spark(path, *places[-1], height(target))


TALL, SIDE, TOP = 96.0, 4.0, 20.0


@dataclass(frozen=True)
class Bar:
    """A column of a chart: where it stands, how high it is, and where its mark lies."""

    x: str
    middle: str
    y: str
    height: str
    mark: str
    label: str


@dataclass(frozen=True)
class Bars:
    """Columns in a box of `width` x 140, each `wide`, and the height of a line across."""

    width: int
    wide: str
    bars: Sequence[Bar]
    line: str | None


def bars(values: Sequence[int], marks: Sequence[int], line: float | None, width: int) -> Bars:
    """Columns of these values, each with a mark, on one scale with a line across them all."""
    high = float(max(*values, *marks, line or 1, 1))
    step = (width - 2 * SIDE) / len(values)
    wide = min(step * 0.6, 48.0)

    def top(value: float) -> float:
        return TOP + TALL * (1 - value / high)

    drawn = [
        Bar(
            x=f"{SIDE + step * place + (step - wide) / 2:.1f}",
            middle=f"{SIDE + step * (place + 0.5):.1f}",
            y=f"{top(value):.1f}",
            height=f"{TOP + TALL - top(value):.1f}",
            mark=f"{top(mark):.1f}",
            label=f"{_label(top(value), top(mark)):.1f}",
        )
        for place, (value, mark) in enumerate(zip(values, marks, strict=True))
    ]
    return Bars(width, f"{wide:.1f}", drawn, None if line is None else f"{top(line):.1f}")


def _label(top: float, mark: float) -> float:
    """Over its column, and over the mark where that would cross it."""
    return (mark if top - 20 < mark < top else top) - 5

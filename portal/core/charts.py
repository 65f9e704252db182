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

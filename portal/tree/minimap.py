"""Where one stands in the whole: every objective as a bar, deeper ones lower. Pure."""

from dataclasses import dataclass

from portal.tree.structure import Tree

WIDTH, ROW, GAP = 320, 14, 3


@dataclass(frozen=True)
class Minimap:
    """Bars of all objectives as one path, and those of the way from the top to one's own."""

    height: int
    all: str
    way: str
    here: str
    number: int


def minimap(tree: Tree, here: str) -> Minimap:
    """The tree in small: a bar is as wide as what stands under it."""
    places = _places(tree)
    way = _way(tree, here)
    return Minimap(
        height=(max((depth for _x, _w, depth in places.values()), default=0) + 1) * ROW,
        all="".join(_bar(*place) for place in places.values()),
        way="".join(_bar(*places[id_]) for id_ in way[:-1]),
        here=_bar(*places[here]) if here in places else "",
        number=len(places),
    )


def _way(tree: Tree, here: str) -> list[str]:
    """From the top to an objective."""
    found = []
    up: str | None = here
    while up in tree.nodes and up not in found:
        found.append(up or "")
        up = tree.nodes[up or ""].parent_id
    return found[::-1]


def _places(tree: Tree) -> dict[str, tuple[float, float, int]]:
    """Left edge, width and depth of each bar."""
    order = list(tree.walk())
    leaves: dict[str | None, int] = {}
    for id_, _depth in reversed(order):
        leaves[id_] = sum(leaves[one] for one in tree.children.get(id_, ())) or 1
    unit = WIDTH / max(sum(leaves[id_] for id_ in tree.children.get(None, ())), 1)
    found: dict[str, tuple[float, float, int]] = {}
    edge: dict[str | None, float] = {None: 0.0}
    parents = {child: up for up, some in tree.children.items() for child in some}
    for id_, depth in order:
        left, width = edge[parents[id_]], leaves[id_] * unit
        found[id_] = (left, width, depth)
        edge[id_], edge[parents[id_]] = left, left + width
    return found


def _bar(left: float, width: float, depth: int) -> str:
    """One bar, with a hair of room to the next where there is any."""
    wide = max(width - min(GAP, width / 4), 0.4)
    return f"M{left:.4g} {depth * ROW}h{wide:.3g}v{ROW - GAP}h-{wide:.3g}z"

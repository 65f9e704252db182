"""Posts that come later: each to the theme of its nearest, or to others that are left over."""

from collections.abc import Sequence

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from portal.themes.base import Base
from portal.themes.kept import Kept, mint
from portal.themes.partition import MOST_COMPARED, SMALLEST, vote
from portal.themes.shapes import Text
from portal.themes.space import Rows, middles
from portal.themes.vectors import Floats, Ints

# A post joins when it is as like to its nearest as all but so many of the old ones are.
STRANGERS = 0.02
# So many old posts tell how alike posts of one theme are.
MOST_ASKED = 300
# So many similarities are held at once.
MOST_CELLS = 8_000_000
# More than any similarity.
NEVER = 2.0


def join(kept: Kept, old: Sequence[Text], new: Sequence[Text], base: Base) -> None:
    """Put new posts where their nearest are; at least three of those left over become themes."""
    rows = base.rows(old)
    order, groups = _numbers(_open_themes(kept, old))
    step = max(1, MOST_CELLS // max(1, len(old)))
    for start in range(0, len(new), step):
        block = new[start : start + step]
        near = base.space.similarity(base.rows(block), rows)
        for post, one in zip(block, near, strict=True):
            found = vote(one, groups)
            joins = found >= 0 and one[groups == found].max() >= kept.bounds["joining"]
            kept.assignments[post["id"]] = order[found] if joins else None
    if any(kept.assignments[post["id"]] is None for post in new):
        _gather(kept, [*old, *new], base)


def learn(kept: Kept, posts: Sequence[Text], base: Base) -> None:
    """How alike posts of one theme are, once for each time that all is grouped."""
    if not kept.bounds:
        rows = base.rows(posts)
        _order, groups = _numbers([kept.assignments[post["id"]] for post in posts])
        kept.bounds = {
            "joining": _least(base, rows, groups),
            "gathering": _usual(base, rows, groups),
        }


def _numbers(themes: Sequence[str | None]) -> tuple[list[str], Ints]:
    """The themes in their order, and the number of each post's; -1 for none."""
    order = sorted({theme for theme in themes if theme is not None})
    number: dict[str | None, int] = {theme: place for place, theme in enumerate(order)}
    return order, np.array([number.get(theme, -1) for theme in themes], dtype=np.int64)


def _open_themes(kept: Kept, posts: Sequence[Text]) -> list[str | None]:
    """The theme of each post, but of those in locked themes none."""
    themes = [kept.assignments[post["id"]] for post in posts]
    return [None if theme in kept.locked else theme for theme in themes] if kept.locked else themes


def _least(base: Base, rows: Rows, groups: Ints) -> float:
    """How like to its nearest in its theme a post is at least, but for a few strangers."""
    inside = np.flatnonzero(groups >= 0)
    if not len(inside):
        return NEVER
    some = inside[np.linspace(0, len(inside) - 1, min(len(inside), MOST_ASKED)).astype(np.int64)]
    similarity = base.space.similarity(rows.take(some), rows)
    similarity[np.arange(len(some)), some] = -1.0
    similarity[groups[some][:, None] != groups[None, :]] = -1.0
    return float(np.round(np.quantile(similarity.max(axis=1), STRANGERS), 6))


def _usual(base: Base, rows: Rows, groups: Ints) -> float:
    """How like to the middle of their theme posts are, at the median."""
    inside = np.flatnonzero(groups >= 0)
    if not len(inside):
        return NEVER
    near = base.space.nearness(rows, middles(rows, groups, int(groups.max()) + 1))
    return float(np.round(np.median(near[inside, groups[inside]]), 6))


def _gather(kept: Kept, posts: Sequence[Text], base: Base) -> None:
    """Make themes of posts without one, where three are as alike as posts of a theme are."""
    alone = {post for post, theme in kept.assignments.items() if theme is None} - kept.placed
    if len(alone) < SMALLEST:
        return
    left = [post for post in posts if post["id"] in alone][:MOST_COMPARED]
    rows = base.rows(left)
    groups = _alike(base.space.similarity(rows, rows), kept.bounds["gathering"])
    for group in range(int(groups.max()) + 1):
        members = [left[place]["id"] for place in np.flatnonzero(groups == group)]
        if len(members) >= SMALLEST:
            made = mint(members, kept.taken())
            for post in members:
                kept.put(post, made)


def _alike(similarity: Floats, least: float) -> Ints:
    distance = np.maximum(1.0 - np.round(similarity.astype(np.float64), 6), 0.0)
    np.fill_diagonal(distance, 0.0)
    joined = linkage(squareform(distance, checks=False), method="average")
    found = fcluster(joined, 1.0 - least, criterion="distance")
    return np.asarray(found, dtype=np.int64) - 1

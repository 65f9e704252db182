"""Posts of a space as groups, and how sure each group is."""

import numpy as np

from portal.themes.clustering import clusters, nearest
from portal.themes.space import Rows, Space, middles
from portal.themes.vectors import Floats, Ints

# Up to so many posts every pair is compared; of more, so many stand for all.
MOST_COMPARED = 4000
BLOCK = 4000
# So many nearest have a vote, and tell how sure a group is.
NEIGHBOURS = 12
# Two posts alone would be known by what they share.
SMALLEST = 3
# A post that is no more like its nearest than this has nothing to do with any.
STRANGE = 0.05


def partition(space: Space, rows: Rows, most: int = MOST_COMPARED) -> Ints:
    """The group of each row, numbered 0, 1 ... as they come; -1 for what belongs nowhere."""
    if len(rows) <= most:
        similarity = space.similarity(rows, rows)
        return numbered(_settled(clusters(similarity), similarity))
    # Rows stand in the order of their texts' hashes: an even stride is a fair draw.
    sample = rows.take(np.linspace(0, len(rows) - 1, most).astype(np.int64))
    groups = partition(space, sample, most)
    for _time in range(2):
        groups, sample = _nearest(space, rows, sample, groups), rows
    return numbered(_large_enough(groups))


def _nearest(space: Space, rows: Rows, known: Rows, groups: Ints) -> Ints:
    """For each row the group whose middle is nearest."""
    centres = middles(known, groups, int(groups.max(initial=0)) + 1)
    found = []
    for start in range(0, len(rows), BLOCK):
        block = rows.take(np.arange(start, min(start + BLOCK, len(rows))))
        found.append(_closest(space.nearness(block, centres)))
    return np.concatenate(found)


def _closest(near: Floats) -> Ints:
    return np.where(near.max(axis=1) > 0, np.argmax(np.round(near, 6), axis=1), -1)


def _settled(groups: Ints, similarity: Floats) -> Ints:
    """Groups of two or three dissolved into those of their nearest posts; strangers stay out."""
    kept = _large_enough(groups)
    others = np.where(np.eye(len(groups), dtype=bool), -1.0, similarity)
    for row in np.flatnonzero(kept < 0):
        kept[row] = vote(others[row], kept)
    kept[others.max(axis=1, initial=-1.0) < STRANGE] = -1
    return _large_enough(kept)


def vote(similarity: Floats, groups: Ints) -> int:
    """The group most of one post's nearest grouped posts are in, by how near; -1 for none."""
    inside = np.flatnonzero(groups >= 0)
    if not len(inside):
        return -1
    near = np.round(similarity[inside], 6)
    first = inside[np.argsort(-near, kind="stable")[:NEIGHBOURS]]
    weights = np.maximum(similarity[first], 0.0)
    shares = np.bincount(groups[first], weights=np.round(weights, 6))
    return int(np.argmax(shares)) if shares.max() > 0 else -1


def _large_enough(groups: Ints) -> Ints:
    sizes = np.bincount(groups[groups >= 0], minlength=1)
    return np.where((groups >= 0) & (sizes[groups] >= SMALLEST), groups, -1)


def numbered(groups: Ints) -> Ints:
    """The same groups numbered as they come; -1 stays."""
    order: dict[int, int] = {-1: -1}
    found = [order.setdefault(group, len(order) - 1) for group in groups.tolist()]
    return np.array(found, dtype=np.int64)


def confidences(space: Space, rows: Rows, groups: Ints) -> list[float]:
    """For each group how many of its posts' nearest others are in it too, 0 to 1."""
    count = int(groups.max(initial=-1)) + 1
    near = nearest(space.similarity(rows, rows), min(NEIGHBOURS, len(rows) - 1))
    sizes = np.bincount(groups, minlength=count)
    wanted = np.clip(np.minimum(sizes[groups] - 1, near.shape[1]), 1, None)
    shares = (groups[near] == groups[:, None]).sum(axis=1) / wanted
    means = np.bincount(groups, weights=shares, minlength=count) / np.maximum(sizes, 1)
    return [round(min(mean, 1.0), 3) for mean in means.tolist()]

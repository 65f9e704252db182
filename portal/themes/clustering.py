"""Average linkage on similarities, cut where the graph of nearest neighbours is most modular."""

from itertools import pairwise

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.sparse import coo_array, csr_array, eye_array
from scipy.spatial.distance import squareform

from portal.themes.settling import GAMMA, settled
from portal.themes.vectors import Floats, Ints

MOST_GROUPS = 300
# Machines differ in the last bits of a product; what is rounded to 1e-6 is the same everywhere.
SCALE = 1e6
# So many rows are looked through at once.
BLOCK = 250
MOST_KEY = np.iinfo(np.int32).max
# How many nearest others smooth a row, and are bound to it: at several scales at once, for a
# collection of 50 is not looked at from as far as one of 500, and nobody knows how far.
SMOOTHED = (5, 10, 20)
BOUND = (8, 16)


def clusters(similarity: Floats) -> Ints:
    """The group of each row of a symmetric (n, n) similarity, numbered as they first come."""
    size = len(similarity)
    if size < 4:
        return np.zeros(size, dtype=np.int64)
    seen = smoothed(_rounded(similarity))
    merges, graph = _merges(seen), neighbours(seen)
    groups = _members(merges, _best(merges, graph), size)
    return _numbered(settled(groups, graph, seen))


def nearest(similarity: Floats, count: int) -> Ints:
    """The places of each row's `count` most similar others, (n, count), the nearest first.

    Of equals the first is nearer: whole numbers, no two alike in a row, leave nothing to chance.
    """
    size = len(similarity)
    found = np.empty((size, count), dtype=np.int64)
    steps = min(int(SCALE), MOST_KEY // size - 2)
    for start in range(0, size, BLOCK):
        keys = np.rint(similarity[start : start + BLOCK] * -steps)
        whole = keys.astype(np.int32) * np.int32(size) + np.arange(size, dtype=np.int32)
        own = np.arange(len(whole))
        whole[own, start + own] = MOST_KEY
        some = np.argpartition(whole, count - 1, axis=1)[:, :count]
        order = np.argsort(np.take_along_axis(whole, some, axis=1), axis=1)
        found[start : start + BLOCK] = np.take_along_axis(some, order, axis=1)
    return found


def smoothed(similarity: Floats) -> Floats:
    """The similarity after each row became, by half, the mean of its nearest, the nearer the more.

    So two texts without a word in common are alike where those around them are.
    """
    size = len(similarity)
    near, weights = _weighted(similarity, SMOOTHED)
    weights /= weights.sum(axis=1, keepdims=True)
    mixing = csr_array(eye_array(size, dtype=np.float32) + _graph(near, weights))
    mixed = np.empty_like(similarity)
    for start in range(0, size, BLOCK):
        some = slice(start, start + BLOCK)
        mixed[some] = (mixing @ (mixing[some] @ similarity).T).T
    lengths = np.sqrt(np.maximum(np.diag(mixed), 1e-9))
    mixed /= lengths[:, None]
    mixed /= lengths[None, :]
    return _rounded(mixed)


def _rounded(numbers: Floats) -> Floats:
    found: Floats = np.empty_like(numbers)
    for start in range(0, len(numbers), BLOCK):
        some = numbers[start : start + BLOCK] * np.float32(SCALE)
        np.divide(np.rint(some, out=some), np.float32(SCALE), out=found[start : start + BLOCK])
    return found


def _graph(near: Ints, weights: Floats) -> csr_array:
    """The (n, n) graph that leads from each row to its nearest."""
    size, count = near.shape
    rows = np.repeat(np.arange(size), count)
    return coo_array((weights.ravel(), (rows, near.ravel())), shape=(size, size)).tocsr()


def _merges(similarity: Floats) -> Ints:
    """Which two groups join at each step, (n-1, 2); the group that is made is n + step."""
    distance = np.maximum(np.float32(1) - similarity, 0)
    np.fill_diagonal(distance, 0.0)
    joined = linkage(squareform(distance, checks=False), method="average")
    return np.asarray(joined[:, :2], dtype=np.int64)


def neighbours(similarity: Floats) -> csr_array:
    """The (n, n) graph in which two rows are bound when either is among the other's nearest."""
    graph = _graph(*_weighted(similarity, BOUND))
    return csr_array(graph.maximum(graph.T))


def _weighted(similarity: Floats, counts: tuple[int, ...]) -> tuple[Ints, Floats]:
    """Each row's nearest others, and how much each weighs: the mean over so many nearest."""
    near = nearest(similarity, min(max(counts), len(similarity) - 1))
    ranks = np.arange(near.shape[1])
    shares = sum((ranks < count) / count for count in counts)
    weights = np.maximum(np.take_along_axis(similarity, near, axis=1), 1e-9)
    return near, (weights * shares).astype(np.float32)


def _best(merges: Ints, graph: csr_array) -> int:
    """How many merges to make so that modularity is highest, among allowed numbers of groups."""
    size = int(graph.shape[0])
    gains = np.cumsum(_gains(merges, graph))
    most = max(2, min(size // 3, MOST_GROUPS))
    # After s merges there are size - s groups.
    first, last = size - most, size - 2
    return first + int(np.argmax(np.round(gains[first - 1 : last], 9)))


def _gains(merges: Ints, graph: csr_array) -> list[float]:
    """What each merge adds to modularity."""
    degrees = dict(enumerate(np.asarray(graph.sum(axis=1)).ravel().tolist()))
    twice = sum(degrees.values()) or 1.0
    bound = {
        row: dict(zip(graph.indices[a:b].tolist(), graph.data[a:b].tolist(), strict=True))
        for row, (a, b) in enumerate(pairwise(graph.indptr.tolist()))
    }
    gains = []
    for step, (left, right) in enumerate(merges.tolist(), start=len(bound)):
        between = bound[left].get(right, 0.0)
        expected = GAMMA * degrees[left] * degrees[right] / twice
        gains.append(2 * (between - expected) / twice)
        degrees[step] = degrees.pop(left) + degrees.pop(right)
        _join(bound, left, right, step)
    return gains


def _join(bound: dict[int, dict[int, float]], left: int, right: int, made: int) -> None:
    """Put two groups' edges together under a new number; those between them are gone."""
    few, many = sorted((bound.pop(left), bound.pop(right)), key=len)
    for other, weight in few.items():
        many[other] = many.get(other, 0.0) + weight
    many.pop(left, None)
    many.pop(right, None)
    for other in many:
        bound[other].pop(left, None)
        bound[other].pop(right, None)
        bound[other][made] = many[other]
    bound[made] = many


def _members(merges: Ints, done: int, size: int) -> Ints:
    """The root of each row after so many merges."""
    root = list(range(size + done))
    for step, (left, right) in enumerate(merges[:done].tolist(), start=size):
        root[left] = root[right] = step
    for at in range(size + done - 1, -1, -1):
        root[at] = root[root[at]]
    return np.array(root[:size], dtype=np.int64)


def _numbered(roots: Ints) -> Ints:
    order: dict[int, int] = {}
    return np.array([order.setdefault(root, len(order)) for root in roots.tolist()], dtype=np.int64)

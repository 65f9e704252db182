"""Posts read once: their order, their space, and their rows in it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import numpy as np
from scipy.sparse import csr_array, vstack

from portal.themes import extra
from portal.themes.partition import BLOCK, MOST_COMPARED
from portal.themes.shapes import Level, Text
from portal.themes.space import Rows, Space
from portal.themes.table import shipped
from portal.themes.vectors import Read, Reading

_sha1 = partial(hashlib.sha1, usedforsecurity=False)
Reader = Callable[[Sequence[Text]], list[Read]]


def ordered(posts: Iterable[Text]) -> tuple[list[Text], str]:
    """Posts by the hash of their texts, then by id, an order that nobody chose; and a hash of all.

    Raises ValueError when two posts have one id.
    """
    given = list(posts)
    if len({post["id"] for post in given}) < len(given):
        raise ValueError("Two posts have one id.")
    keys = [digest(post["text"]) + post["id"].encode() for post in given]
    order = sorted(range(len(given)), key=keys.__getitem__)
    seen = hashlib.sha256(b"".join([keys[place] for place in order]))
    return [given[place] for place in order], seen.hexdigest()


def digest(text: str) -> bytes:
    """What stands for a text."""
    return _sha1(text.encode(errors="replace")).digest()


def _light(posts: Sequence[Text]) -> list[Read]:
    return Reading(shipped()).read(post["text"] for post in posts)


def _extra(posts: Sequence[Text]) -> list[Read]:
    light = _light(posts)
    vectors = extra.vectors(posts)
    return [Read(one.features, row, one.chinese) for one, row in zip(light, vectors, strict=True)]


class Base:
    """Posts, the space that was learnt of them, and their rows; later posts are put into it."""

    def __init__(self, posts: Sequence[Text], level: Level) -> None:
        """Read ordered posts; of very many the space is learnt of an even draw."""
        self.level = level
        self._reader: Reader = _extra if level == "extra" else _light
        some = np.linspace(0, len(posts) - 1, min(len(posts), MOST_COMPARED)).astype(np.int64)
        drawn = self._reader([posts[place] for place in some.tolist()])
        self.space = Space(drawn, level)
        self._ids = [post["id"] for post in posts]
        self.places = {id_: place for place, id_ in enumerate(self._ids)}
        self._own = self._read(posts, dict(zip(some.tolist(), drawn, strict=True)))
        self._later: dict[bytes, Rows] = {}

    def _read(self, posts: Sequence[Text], drawn: Mapping[int, Read]) -> Rows:
        """The rows of its posts, of which some were read before."""
        left = [place for place in range(len(posts)) if place not in drawn]
        found = [self.space.rows(list(drawn.values()))]
        # What a text holds takes a hundred times the place of its row.
        for at in range(0, len(left), BLOCK):
            block = [posts[place] for place in left[at : at + BLOCK]]
            found.append(self.space.rows(self._reader(block)))
        return _stacked(found).take(np.argsort([*drawn, *left])) if left else found[0]

    def rows(self, posts: Sequence[Text]) -> Rows:
        """The rows of some posts, of its own and of others, in their order."""
        ids = [post["id"] for post in posts]
        if ids == self._ids:
            return self._own
        later = [post for post in posts if post["id"] not in self.places]
        if not later:
            return self._own.take([self.places[id_] for id_ in ids])
        new = _stacked([self._single(post) for post in later])
        if len(later) == len(posts):
            return new
        known = self.places | {
            post["id"]: place for place, post in enumerate(later, len(self._own))
        }
        return self._own.joined(new).take([known[id_] for id_ in ids])

    def _single(self, post: Text) -> Rows:
        key = digest(post["text"])
        if key not in self._later:
            self._later[key] = self.space.rows(self._reader([post]))
        return self._later[key]


def _stacked(rows: Sequence[Rows]) -> Rows:
    words = csr_array(vstack([one.words for one in rows]))
    return Rows(words, np.concatenate([one.meaning for one in rows]))


_LATEST: dict[int, Base] = {}


def base_of(posts: Sequence[Text], level: Level) -> Base:
    """The base of ordered posts; the last one is kept in memory, for the post that comes next."""
    parts = [[post["id"] for post in posts], [post["text"] for post in posts]]
    if level == "extra":
        parts.append([str(post.get("e5")) for post in posts])
    key = hash((level, *map(tuple, parts)))
    found = _LATEST.get(key)
    if found is None:
        found = Base(posts, level)
        _LATEST.clear()
        _LATEST[key] = found
    return found

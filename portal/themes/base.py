"""Posts read once: their order, their space, and their rows in it."""

import hashlib
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy.sparse import csr_array, vstack

from portal.themes import extra
from portal.themes.partition import BLOCK, MOST_COMPARED
from portal.themes.shapes import Level, Text
from portal.themes.space import Rows, Space
from portal.themes.table import shipped
from portal.themes.vectors import Read, read

Reader = Callable[[Sequence[Text]], list[Read]]


def ordered(posts: Iterable[Text]) -> tuple[list[Text], str]:
    """Posts by the hash of their texts, then by id, an order that nobody chose; and a hash of all.

    Raises ValueError when two posts have one id.
    """
    given = list(posts)
    if len({post["id"] for post in given}) < len(given):
        raise ValueError("Two posts have one id.")
    keys = [digest(post) + post["id"].encode() for post in given]
    order = sorted(range(len(given)), key=keys.__getitem__)
    seen = hashlib.sha256(b"".join([keys[place] for place in order]))
    return [given[place] for place in order], seen.hexdigest()


def digest(post: Text) -> bytes:
    """What stands for a text."""
    return hashlib.sha1(post["text"].encode(errors="replace"), usedforsecurity=False).digest()


def _light(posts: Sequence[Text]) -> list[Read]:
    table = shipped()
    return [read(post["text"], table) for post in posts]


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
        read = self._reader([posts[place] for place in some.tolist()])
        self.space = Space(read, level)
        self.places = {post["id"]: place for place, post in enumerate(posts)}
        self._own = self.space.rows(read) if len(read) == len(posts) else self._read(posts)
        self._later: dict[bytes, Rows] = {}

    def _read(self, posts: Sequence[Text]) -> Rows:
        # What a text holds takes a hundred times the place of its row.
        starts = range(0, len(posts), BLOCK)
        return _stacked([self.space.rows(self._reader(posts[at : at + BLOCK])) for at in starts])

    def rows(self, posts: Sequence[Text]) -> Rows:
        """The rows of some posts, of its own and of others, in their order."""
        later = [post for post in posts if post["id"] not in self.places]
        new = {post["id"]: len(self._own) + place for place, post in enumerate(later)}
        where = [self.places.get(post["id"], new.get(post["id"], -1)) for post in posts]
        if where == list(range(len(self._own))):
            return self._own
        known = (
            self._own.joined(_stacked([self._single(post) for post in later]))
            if later
            else self._own
        )
        return known.take(where)

    def _single(self, post: Text) -> Rows:
        key = digest(post)
        if key not in self._later:
            self._later[key] = self.space.rows(self._reader([post]))
        return self._later[key]


def _stacked(rows: Sequence[Rows]) -> Rows:
    words = csr_array(vstack([one.words for one in rows]))
    return Rows(words, np.concatenate([one.meaning for one in rows]))


_LATEST: dict[int, Base] = {}


def base_of(posts: Sequence[Text], level: Level) -> Base:
    """The base of ordered posts; the last one is kept in memory, for the post that comes next."""
    key = hash((level, *((post["id"], post["text"], post.get("e5")) for post in posts)))
    found = _LATEST.get(key)
    if found is None:
        found = Base(posts, level)
        _LATEST.clear()
        _LATEST[key] = found
    return found

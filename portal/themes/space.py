"""The space in which posts are compared: learnt from some posts, and others put into it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from portal.themes.vectors import Centred, Floats, Lexical, Read, languages, meanings

# The share of words in a similarity; the rest is meaning.
LEXICAL = {"light": 0.4, "extra": 0.3}

# Fewer rows than this are compared without turning all the others around first.
FEW_ROWS = 8
# So many rows are compared with the others at once.
BLOCK = 500


@dataclass(frozen=True)
class Rows:
    """Posts in a space: sparse rows of words and dense rows of meaning, each of length 1 or 0."""

    words: csr_array
    meaning: Floats

    def __len__(self) -> int:
        """How many posts."""
        return len(self.meaning)

    def take(self, places: Sequence[int] | NDArray[np.int64]) -> "Rows":
        """Some of them."""
        chosen = np.asarray(places, dtype=np.int64)
        return Rows(csr_array(self.words[chosen]), self.meaning[chosen])

    def joined(self, other: "Rows") -> "Rows":
        """These and others of the same space after them."""
        words = csr_array(vstack([self.words, other.words]))
        return Rows(words, np.concatenate([self.meaning, other.meaning]))


class Space:
    """What is learnt of some posts: which words are rare, and where each language's middle is."""

    def __init__(self, texts: Sequence[Read], level: str) -> None:
        """Learn it; the same texts give the same space."""
        self._share = LEXICAL[level]
        self._lexical = Lexical(texts)
        self._centred = Centred(meanings(texts), languages(texts))

    def rows(self, texts: Sequence[Read]) -> Rows:
        """Posts in this space."""
        dense = self._centred.rows(meanings(texts), languages(texts))
        return Rows(self._lexical.rows(texts), dense)

    def similarity(self, some: Rows, others: Rows) -> Floats:
        """How alike each of some is to each of others, -1 to 1, (some, others)."""
        if some is others:
            words = _among(some.words)
        elif len(some) <= FEW_ROWS:
            words = (others.words @ some.words.T.toarray()).T
        else:
            words = (some.words @ others.words.T).toarray()
        return self._mixed(words, some.meaning @ others.meaning.T)

    def nearness(self, some: Rows, middles: "Middles") -> Floats:
        """How alike each of some is to the middle of each group, (some, groups)."""
        return self._mixed(some.words @ middles.words, some.meaning @ middles.meaning.T)

    def _mixed(self, words: Floats, meaning: Floats) -> Floats:
        words *= np.float32(self._share)
        meaning *= np.float32(1 - self._share)
        words += meaning
        return words


def _among(words: csr_array) -> Floats:
    """The products of all rows with each other; those of two rows are reckoned once."""
    size = words.shape[0]
    found = np.empty((size, size), dtype=np.float32)
    for start in range(0, size, BLOCK):
        stop = start + BLOCK
        part = (words[start:stop] @ words[start:].T).toarray()
        found[start:stop, start:] = part
        found[start:, start:stop] = part.T
    return found


@dataclass(frozen=True)
class Middles:
    """The mean of each group's posts: words (features, groups), meaning (groups, width)."""

    words: Floats
    meaning: Floats


def middles(rows: Rows, groups: NDArray[np.int64], count: int) -> Middles:
    """The middle of each group 0 to count-1; rows of group -1 belong to none."""
    inside = np.flatnonzero(groups >= 0)
    sizes = np.maximum(np.bincount(groups[inside], minlength=count), 1).astype(np.float32)
    shares = (1 / sizes)[groups[inside]]
    belongs = csr_array((shares, (groups[inside], inside)), shape=(count, len(rows)))
    words = np.asarray((belongs @ rows.words).T.toarray(), dtype=np.float32)
    return Middles(words, np.asarray(belongs @ rows.meaning, dtype=np.float32))

"""The shipped table of word vectors: what words mean to multilingual-e5-small, in two languages.

`tools/build_words.py` builds it; `SHA256` is of the file that stands here.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from portal.themes.words import is_han, stem

PATH = Path(__file__).with_name("words.npz")
SHA256 = "f863ec39f1bceb0c4594f86dc088c524840c24104c7335d9fac006a2a8037e4e"
WIDTH = 128


class Table:
    """Word vectors, (words, 128); the length of each is how much the word tells."""

    def __init__(
        self, words: list[str], vectors: NDArray[np.int8], scales: NDArray[np.float32]
    ) -> None:
        """Take int8 vectors and what each is to be multiplied by."""
        self._places = {word: place for place, word in enumerate(words)}
        self._vectors, self._scales = vectors, scales

    def __contains__(self, word: str) -> bool:
        """True for a word that the table knows."""
        return word in self._places

    def sums(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """For each text the sum of the vectors that stand at these places, (texts, 128)."""
        sizes = np.array([len(places) for places in texts], dtype=np.int64)
        places = np.array([place for one in texts for place in one], dtype=np.int64)
        used, columns = np.unique(places, return_inverse=True)
        vectors = self._vectors[used] * self._scales[used][:, None]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        ones = np.ones(len(places), dtype=np.float32)
        counts = csr_array((ones, columns, starts), shape=(len(texts), len(used)))
        return np.asarray(counts @ vectors, dtype=np.float32)

    def find(self, word: str) -> list[int]:
        """Where a word stands, or its letters if it is Chinese, or its stem."""
        if word in self._places:
            return [self._places[word]]
        parts = list(word) if is_han(word) else [stem(word)]
        return [self._places[part] for part in parts if part in self._places]


@cache
def shipped() -> Table:
    """The table of this release, read once."""
    with np.load(PATH) as kept:
        words = kept["words"].tobytes().decode().split("\n")
        return Table(words, kept["vectors"], kept["scales"])

"""Texts as vectors: the words they hold, and what those words mean by the shipped table."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from portal.themes.spelling import folded
from portal.themes.stopping import STOPS
from portal.themes.table import WIDTH, Table
from portal.themes.words import is_chinese, is_han, means, parts, pieces, stem

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
# What stands in fewer texts than this tells nothing of what they share.
LEAST_TEXTS = 2
# The mean of few texts of a language is drawn towards the mean of all, as by so many texts more.
PSEUDO = 8.0


@dataclass(frozen=True)
class Read:
    """A text's features with their number, its sum of word vectors, and whether it is Chinese."""

    features: Counter[str]
    meaning: Floats
    chinese: bool


class Reading:
    """What texts hold; a word that several of them say is looked up once, and then forgotten."""

    def __init__(self, table: Table) -> None:
        """Nothing is known of any word yet."""
        self._table = table
        self._known: dict[str, tuple[list[str], list[int]]] = {}
        self._marked: dict[str, list[str]] = {}

    def read(self, texts: Iterable[str]) -> list[Read]:
        """What each of some texts holds."""
        plain = [folded(text) for text in texts]
        held = [self._of(text) for text in plain]
        rows = self._table.sums([places for _features, places in held])
        return [
            Read(Counter(features), row, is_chinese(text))
            for (features, _places), row, text in zip(held, rows, plain, strict=True)
        ]

    def _of(self, text: str) -> tuple[list[str], list[int]]:
        """The features of a folded text, and where its words stand in the table."""
        features, places = [], []
        for run, words in parts(text):
            for word in words:
                known = self._known.get(word) or self._look_up(word)
                features += known[0]
                places += known[1]
            if run not in STOPS or is_han(run):
                features += self._marked.get(run) or self._mark(run)
        return features, places

    def _look_up(self, word: str) -> tuple[list[str], list[int]]:
        features = [word if is_han(word) else stem(word)] if means(word) else []
        self._known[word] = features, self._table.find(word)
        return self._known[word]

    def _mark(self, run: str) -> list[str]:
        # So that a piece is never taken for a word.
        self._marked[run] = [f"·{piece}" for piece in pieces(run)]
        return self._marked[run]


def unit(rows: Floats) -> Floats:
    """Rows of length 1; rows of nothing stay nothing."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Floats = (rows / np.where(norms > 1e-9, norms, 1.0)).astype(np.float32)
    return found


class Lexical:
    """Which features count among some texts, and how rare each is."""

    def __init__(self, texts: Sequence[Read]) -> None:
        """Learn them; a feature of one single text counts for nothing."""
        found = Counter(feature for text in texts for feature in text.features)
        kept = sorted(feature for feature, count in found.items() if count >= LEAST_TEXTS)
        self.places = {feature: place for place, feature in enumerate(kept)}
        counts = np.array([found[feature] for feature in kept], dtype=np.float64)
        self.rarity = np.log((1 + len(texts)) / (1 + counts)) + 1

    def rows(self, texts: Sequence[Read]) -> csr_array:
        """One row of length 1 a text, (texts, features): (1 + log tf) x idf."""
        starts, columns, values = [0], [], []
        for text in texts:
            known = [(self.places[f], n) for f, n in text.features.items() if f in self.places]
            columns += [place for place, _count in known]
            values += [count for _place, count in known]
            starts.append(len(columns))
        places = np.array(columns, dtype=np.int32)
        weights = (1 + np.log(np.array(values, dtype=np.float64))) * self.rarity[places]
        shape = (len(texts), max(1, len(self.places)))
        rows = csr_array((weights, places, np.array(starts, dtype=np.int32)), shape=shape)
        lengths = np.sqrt(np.asarray((rows * rows).sum(axis=1)).ravel())
        rows.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(rows.indptr))
        rows.sort_indices()
        return rows.astype(np.float32)


class Centred:
    """The middle of each language, which is taken away so that language does not group."""

    def __init__(self, rows: Floats, chinese: NDArray[np.bool_]) -> None:
        """Learn both middles from rows of length 1, (n, width)."""
        middle = rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1], dtype=np.float32)
        self.means = np.stack([_mean(rows[chinese == which], middle) for which in (False, True)])

    def rows(self, rows: Floats, chinese: NDArray[np.bool_]) -> Floats:
        """The rows around their language's middle, of length 1; rows of nothing stay nothing."""
        middle: Floats = self.means[chinese.astype(np.int64)]
        return unit(np.where(rows.any(axis=1, keepdims=True), rows - middle, 0.0))


def _mean(rows: Floats, middle: Floats) -> Floats:
    total: Floats = rows.sum(axis=0) + np.float32(PSEUDO) * middle
    return total / np.float32(len(rows) + PSEUDO)


def meanings(texts: Sequence[Read]) -> Floats:
    """The dense vectors of texts, of length 1, (texts, width)."""
    found = [text.meaning for text in texts]
    return unit(np.stack(found) if found else np.zeros((0, WIDTH), dtype=np.float32))


def languages(texts: Iterable[Read]) -> NDArray[np.bool_]:
    """True for each Chinese text."""
    return np.array([text.chinese for text in texts], dtype=bool)

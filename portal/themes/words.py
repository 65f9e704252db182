"""Folded texts as words and shorter pieces, in Chinese and English."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import rjieba

from portal.themes.spelling import HAN
from portal.themes.stopping import STOPS

# A text is Chinese when at least this share of its letters is.
CHINESE = 0.2
GRAM = 4
_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:['’][^\W\d_{HAN}]+)?")
_HAN = re.compile(rf"[{HAN}]")
_VOWEL = re.compile("[aeiouy]")
_ENDINGS = ("ingly", "edly", "ing", "ed", "ly")


class Word(NamedTuple):
    """A word of a folded text: as it is compared, and from where to where it stands."""

    term: str
    start: int
    end: int


def is_han(word: str) -> bool:
    """True when it begins with a Han letter."""
    return word[:1] >= "\u3005" and bool(_HAN.match(word))


def is_chinese(text: str) -> bool:
    """True when at least a fifth of what is no space is Han letters."""
    letters = sum(not char.isspace() for char in text)
    return len(_HAN.findall(text)) >= CHINESE * max(letters, 1)


def runs(text: str) -> Iterator[tuple[str, int]]:
    """Stretches of Han letters, and other words whole, each with its start."""
    for match in _RUN.finditer(text):
        yield match[0], match.start()


@cache
def stem(word: str) -> str:
    """An English word without its commonest endings; the same for forms of one word."""
    word = word.replace("’", "'").removesuffix("'s")
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]
    for ending in _ENDINGS:
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 2 and _VOWEL.search(rest):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    return word.removesuffix("e") if len(word) > 4 else word


def cut(text: str) -> list[tuple[str, int]]:
    """Every word of a folded text as it stands there, and its start."""
    found: list[tuple[str, int]] = []
    for run, start in runs(text):
        if not is_han(run):
            found.append((run, start))
            continue
        pieces_ = rjieba.cut(run, hmm=False)
        starts = accumulate(map(len, pieces_), initial=start)
        found += zip(pieces_, starts, strict=False)
    return found


def terms(words: Iterable[tuple[str, int]]) -> list[Word]:
    """Of the words of a text those that mean something, English ones without endings."""
    return [
        Word(word if is_han(word) else stem(word), start, start + len(word))
        for word, start in words
        if word not in STOPS and not word.isdigit()
    ]


def pieces(text: str) -> Iterator[str]:
    """Pairs of Han letters, and four letters at a time of other words, edges marked."""
    for run, _start in runs(text):
        if is_han(run):
            yield from (first + second for first, second in pairwise(run))
        elif run not in STOPS:
            edged = f"_{run}_"
            yield from (edged[at : at + GRAM] for at in range(max(1, len(edged) - GRAM + 1)))

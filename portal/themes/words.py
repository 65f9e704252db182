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
_RUN = re.compile(rf"([{HAN}]+)|[^\W_{HAN}]+(?:['’][^\W\d_{HAN}]+)?")
_WHOLE = re.compile(_RUN.pattern.replace("(", "(?:", 1))
_HANS = re.compile(rf"[{HAN}]+")
_VOWEL = re.compile("[aeiouy]")
_ENDINGS = ("ingly", "edly", "ing", "ed", "ly")


class Run(NamedTuple):
    """Han letters in a row, or another word whole, and where it begins."""

    text: str
    start: int
    han: bool


def is_han(word: str) -> bool:
    """True when it begins with a Han letter."""
    return "\u3400" <= word[:1] <= "\u9fff" or "\u3005" <= word[:1] <= "\u3007"


def runs(text: str) -> list[Run]:
    """The stretches of a folded text that are words."""
    return [Run(match[0], match.start(), match.lastindex == 1) for match in _RUN.finditer(text)]


def is_chinese(text: str) -> bool:
    """True when at least a fifth of a text's letters, but for spaces, are Han letters."""
    letters = sum(map(len, text.split()))
    return sum(map(len, _HANS.findall(text))) >= CHINESE * max(letters, 1)


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


def parts(text: str) -> Iterator[tuple[str, list[str]]]:
    """The stretches of a folded text that are words, as `runs`, each with its words."""
    for run in _WHOLE.findall(text):
        yield run, rjieba.cut(run, hmm=False) if is_han(run) else [run]


def cut(found: Iterable[Run]) -> list[tuple[str, int]]:
    """Every word as it stands in the folded text, and its start."""
    words: list[tuple[str, int]] = []
    for run in found:
        if run.han:
            parts = rjieba.cut(run.text, hmm=False)
            words += zip(parts, accumulate(map(len, parts), initial=run.start), strict=False)
        else:
            words.append((run.text, run.start))
    return words


def terms(words: Iterable[tuple[str, int]]) -> list[tuple[str, int, int, bool]]:
    """Of the words of a text those that mean something, English ones without endings.

    Each with where in the folded text it stands, from and to, and whether it is Chinese.
    """
    return [
        (word if han else stem(word), start, start + len(word), han)
        for word, start in words
        if means(word)
        for han in (is_han(word),)
    ]


def means(word: str) -> bool:
    """True for what is no stop word and no figure."""
    return word not in STOPS and not word.isdigit()


def pieces(run: str) -> Iterable[str]:
    """Pairs of Han letters, or four letters at a time of another word, edges marked."""
    if is_han(run):
        return map("".join, pairwise(run))
    edged = f"_{run}_"
    return (edged[at : at + GRAM] for at in range(max(1, len(edged) - GRAM + 1)))

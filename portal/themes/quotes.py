"""A sentence of the most central posts of a theme, with what nobody else says masked."""

import re
from collections.abc import Sequence
from functools import cached_property

from portal.themes.spelling import folded, places
from portal.themes.table import Table
from portal.themes.words import cut, runs

QUOTES = 3
LONGEST = 120
MASK = "…"
# What stands in fewer posts of the theme, and is no ordinary word, may tell who wrote.
LEAST_POSTS = 3
_SENTENCE = re.compile(r"[^。！？!?\n.]+(?:[.](?=\S)[^。！？!?\n.]*)*[。！？!?.]*")


class Heard:
    """What a theme's posts say, folded when it is first asked."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Of these texts."""
        self._texts = texts

    @cached_property
    def _plain(self) -> list[str]:
        return [folded(text) for text in self._texts]

    def often(self, word: str) -> bool:
        """True when enough of them say a word for it to point at none."""
        return sum([word in text for text in self._plain]) >= LEAST_POSTS


def quoted(text: str, heard: Heard, table: Table) -> str:
    """The sentence of a text that says most, unusual words and figures masked.

    Unusual is what the table does not know, unless three of the theme's texts say it.
    """
    sentences = [match[0].strip() for match in _SENTENCE.finditer(text)]
    longest = max(sentences or [text], key=lambda one: min(len(one), LONGEST))
    return _masked(longest[:LONGEST], heard, table)


def _masked(sentence: str, heard: Heard, table: Table) -> str:
    where = places(sentence)
    found, at = [], 0
    for word, start in cut(runs(folded(sentence))):
        if _ordinary(word, table) or heard.often(word):
            continue
        found += [sentence[at : where[start]], MASK]
        at = where[start + len(word) - 1] + 1
    return "".join((*found, sentence[at:]))


def _ordinary(word: str, table: Table) -> bool:
    return word in table and not any(map(str.isdigit, word))

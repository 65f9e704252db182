"""A sentence of the most central posts of a theme, with what nobody else says masked."""

import re
from collections.abc import Sequence

from portal.themes.spelling import folded, places
from portal.themes.table import Table
from portal.themes.words import cut, runs

QUOTES = 3
LONGEST = 120
MASK = "…"
# What stands in fewer posts of the theme, and is no ordinary word, may tell who wrote.
LEAST_POSTS = 3
_SENTENCE = re.compile(r"[^。！？!?\n.]+(?:[.](?=\S)[^。！？!?\n.]*)*[。！？!?.]*")


def quoted(text: str, plain: Sequence[str], table: Table) -> str:
    """The sentence of a text that says most, unusual words and figures masked.

    Unusual is what the table does not know, unless three of the theme's folded texts say it.
    """
    sentences = [match[0].strip() for match in _SENTENCE.finditer(text)]
    longest = max(sentences or [text], key=lambda one: min(len(one), LONGEST))
    return _masked(longest[:LONGEST], plain, table)


def _masked(sentence: str, plain: Sequence[str], table: Table) -> str:
    where = places(sentence)
    found, at = [], 0
    for word, start in cut(runs(folded(sentence))):
        if _ordinary(word, table) or sum(word in text for text in plain) >= LEAST_POSTS:
            continue
        found += [sentence[at : where[start]], MASK]
        at = where[start + len(word) - 1] + 1
    return "".join((*found, sentence[at:]))


def _ordinary(word: str, table: Table) -> bool:
    return not any(char.isdigit() for char in word) and word in table

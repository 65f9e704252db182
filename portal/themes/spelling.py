"""Texts as they are compared: one width, one case, Simplified letters; offsets lead back."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise

from opencc import OpenCC

HAN = "\u3005-\u3007\u3400-\u9fff"


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


class _Spelling(dict[int, str]):
    """What each letter is compared as; filled as letters come."""

    def __missing__(self, code: int) -> str:
        found = unicodedata.normalize("NFKC", chr(code)).lower()
        # Letter by letter: a conversion by words would change lengths.
        self[code] = "".join(_converter().convert(char) for char in found)
        return self[code]


_SPELLING = _Spelling()


def folded(text: str) -> str:
    """The text in one spelling (NFKC, lower case, Traditional as Simplified letters)."""
    return text.translate(_SPELLING)


def places(text: str) -> Sequence[int]:
    """For each letter of `folded(text)`, and for its end, where it stands in the text."""
    if len(folded(text)) == len(text):
        return range(len(text) + 1)
    sizes = list(accumulate((len(_SPELLING[ord(char)]) for char in text), initial=0))
    found = [0] * (sizes[-1] + 1)
    for place, (start, end) in enumerate(pairwise(sizes)):
        found[start:end] = [place] * (end - start)
    found[-1] = len(text)
    return found

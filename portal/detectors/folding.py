"""Texts as they are matched: one spelling for many, each letter with its place in the original."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from opencc import OpenCC

HAN = "\u3005-\u3007\u3105-\u312f\u3400-\u9fff"
# Cyrillic and Greek letters that look like Latin ones.
_LOOKS = dict(zip("аеорсухіјѕԁһкмтвηαορτυν", "aeopcyxijsdhkmtbnaoptuv", strict=True))
_LEET = dict(zip("014357@$!", "oiaestasi", strict=True))
# Letters of one word that were pulled apart: 智 障, 白.痴; i d i o t.
_APART = re.compile(
    rf"(?<=[{HAN}])[ .\-·・_*~|/]{{1,3}}(?=[{HAN}])"
    r"|(?<![a-z0-9])(?:[a-z0-9@$!][ .\-_*|/]){3,}[a-z0-9](?![a-z0-9])"
)
_DISGUISED = re.compile(r"(?<![a-z0-9@$!.\-])[a-z0-9@$!]*[a-z][a-z0-9@$!]*[a-z0-9@$](?![a-z0-9\-])")


@dataclass(frozen=True)
class Folded:
    """A text as it is matched, and where each of its letters came from."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From where to where this part stands in the original."""
        return self.places[start], self.places[end - 1] + 1


@cache
def _converter(way: str) -> Callable[[str], str]:
    convert: Callable[[str], str] = OpenCC(way).convert
    return convert


@cache
def simplified(char: str) -> str:
    """The Simplified form of one letter, so that both ways of writing are one."""
    return _converter("t2s")(char)


def traditional(words: str) -> str:
    """The Traditional form of a few words."""
    return _converter("s2t")(words)


@cache
def _letters(char: str) -> str:
    """One letter as it is matched: of ordinary width and case, without accents, or nothing."""
    found = unicodedata.normalize("NFKD", char).casefold()
    kept = (one for one in found if unicodedata.category(one) not in {"Mn", "Cf"})
    return "".join(_LOOKS.get(one, one) for one in kept)


class _Matched(dict[int, str]):
    """Each letter by its number as it is matched: a text is translated in one step."""

    def __missing__(self, number: int) -> str:
        return self.setdefault(number, _letters(chr(number)))


_MATCHED = _Matched()


def letters(text: str) -> frozenset[str]:
    """The letters of a text, each as it is matched."""
    return frozenset(text.translate(_MATCHED))


def folded(text: str) -> Folded:
    """The text in one width and case, accents, look-alikes and invisible letters gone."""
    pairs = [(one, place) for place, char in enumerate(text) for one in _letters(char)]
    return Folded("".join(one for one, _ in pairs), tuple(place for _, place in pairs))


def in_simplified(view: Folded) -> Folded:
    """The same letters in Simplified Chinese."""
    return Folded("".join(simplified(char) for char in view.text), view.places)


def joined(view: Folded) -> Folded:
    """The same with the letters of pulled-apart words put together again."""
    dropped = {
        place
        for match in _APART.finditer(view.text)
        for place in range(match.start(), match.end())
        if not _is_letter(view.text[place])
    }
    if not dropped:
        return view
    kept = [place for place in range(len(view.text)) if place not in dropped]
    return Folded(
        "".join(view.text[place] for place in kept), tuple(view.places[place] for place in kept)
    )


def _is_letter(char: str) -> bool:
    return char.isalnum() or char in "@$!"


def undisguised(view: Folded) -> Folded:
    """The same with figures and signs that stand for letters read as letters: m0r0n, a$$hole."""
    text = _DISGUISED.sub(lambda match: _read(match[0]), view.text)
    return Folded(text, view.places)


def _read(word: str) -> str:
    letters = sum(char.isalpha() for char in word)
    if letters * 3 < len(word) or _ends_in_figures(word):
        return word
    return "".join(_LEET.get(char, char) for char in word)


def _ends_in_figures(word: str) -> bool:
    """True for letters and then figures, as in the number of a model: CNC52, UR10."""
    turns = sum(before.isdigit() != after.isdigit() for before, after in pairwise(word))
    return turns == 1 and word[-1].isdigit()


def views(text: str) -> tuple[Folded, ...]:
    """The readings of a text in which word lists are looked for."""
    plain = joined(in_simplified(folded(text)))
    read = undisguised(plain)
    return (plain,) if read.text == plain.text else (plain, read)

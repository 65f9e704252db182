"""Which people of a given list a text names: whole, by the given name, or half hidden."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.detectors.findings import Finding, Kind, Why
from portal.detectors.folding import (
    HAN,
    Folded,
    folded,
    joined,
    letters,
    simplified,
    traditional,
    undisguised,
)
from portal.detectors.vocabulary import (
    AFTER_HAN,
    AFTER_NAME,
    BEFORE_HAN,
    BEFORE_MONTH,
    FAMILIAR,
    MONTHS,
    ORDINARY,
    ROADS,
    SEQUELS,
)

_HAN_NAME = re.compile(f"[{HAN}]+")
_HIDDEN = "[○〇o0x*＊囗口_]"
_SENTENCE = re.compile(r"(?:^|[.!?:\n])\s*$")
LONGEST = 4096


@dataclass(frozen=True)
class Spelling:
    """One way to write a name; a doubtful one is also an ordinary word, or many people's name."""

    pattern: re.Pattern[str]
    doubtful: bool = False
    # An English word that is a name only with a capital, and not where any word has one.
    capital: bool = False


def find(text: str, names: Sequence[str], *, doubtful: bool = False) -> list[Finding]:
    """Where a text names one of these people.

    With `doubtful` also where it may only seem so: family names, and ordinary words like 高興 or
    May wherever they stand.
    """
    plain = joined(folded(text))
    readings = {plain.text: plain, (read := undisguised(plain)).text: read}
    return [
        Finding(*view.span(*match.span("name")), Kind.NAME, Why.STAFF_NAME)
        for view in readings.values()
        for name in names
        for spelling in _spellings(name)
        if doubtful or not spelling.doubtful
        for match in spelling.pattern.finditer(view.text)
        if doubtful or not spelling.capital or _is_meant(text, view, match)
    ]


def mentions(text: str, name: str) -> bool:
    """True when a text may name somebody; when in doubt it does."""
    whole = "".join(folded(name).text.split())
    # However a Chinese name is written, its last letter is there; in most texts it is not.
    if _HAN_NAME.fullmatch(whole) and letters(text).isdisjoint(_lasts(whole)):
        return False
    said = "".join(folded(text).text.split())
    return (whole != "" and whole in said) or find(text, [name], doubtful=True) != []


def _forms(whole: str) -> list[str]:
    """A Chinese name in either way of writing."""
    return sorted({whole, traditional(whole), "".join(map(simplified, whole))})


@lru_cache(maxsize=LONGEST)
def _lasts(whole: str) -> frozenset[str]:
    return frozenset(form[-1] for form in _forms(whole))


def _is_meant(text: str, view: Folded, match: re.Match[str]) -> bool:
    """True for a word with a capital that no beginning of a sentence explains."""
    start = view.span(*match.span("name"))[0]
    if not text[start].isupper():
        return False
    after = view.text[match.end("name") :]
    if _SENTENCE.search(text[:start]):
        return match["name"] not in MONTHS and AFTER_NAME.match(after) is not None
    before = view.text[: match.start("name")]
    return not (match["name"] in MONTHS and BEFORE_MONTH.search(before))


@lru_cache(maxsize=LONGEST)
def _spellings(name: str) -> tuple[Spelling, ...]:
    plain = folded(name).text
    whole = "".join(plain.split())
    if _HAN_NAME.fullmatch(whole):
        return tuple(_han(whole))
    return tuple(_latin(plain.replace(",", " ").split()))


def _han(whole: str) -> Iterator[Spelling]:
    """何詠詩 is called 詠詩; of two letters the second alone would be in every other text."""
    for form in _forms(whole):
        common = form in ORDINARY or whole in ORDINARY
        yield _said_of(form) if common else Spelling(_pattern(re.escape(form)))
        if common:
            yield Spelling(_pattern(re.escape(form)), doubtful=True)
        if len(form) > 2:
            yield from _given(form)


def _given(form: str) -> Iterator[Spelling]:
    given = form[-2:] if len(form) > 3 else form[1:]
    family = form[: -len(given)]
    yield Spelling(_pattern(rf"{family}{_HIDDEN}{given[1]}"))
    yield Spelling(_pattern(f"阿{given[1]}"))
    if given in ORDINARY:
        yield Spelling(_pattern(f"{given}(?={FAMILIAR})"))
    else:
        yield Spelling(_pattern(f"{given}(?!{ROADS}){_unless_sequel(given)}"))
    yield Spelling(_pattern(given), doubtful=True)


def _unless_sequel(given: str) -> str:
    """Not where its last letter begins another word: 小明|明星."""
    sequels = SEQUELS.get(given[1], "")
    return f"(?![{sequels}])" if sequels else ""


def _said_of(form: str) -> Spelling:
    """An ordinary word is a name where a person stands in a sentence."""
    return Spelling(re.compile(f"(?:{BEFORE_HAN})(?P<name>{form})(?={AFTER_HAN})"))


def _pattern(inner: str) -> re.Pattern[str]:
    return re.compile(f"(?P<name>{inner})")


def _latin(parts: list[str]) -> Iterator[Spelling]:
    words = [re.escape(part) for part in parts]
    if len(words) > 1:
        yield Spelling(_word(r"[ .\-]+".join(words)))
        yield Spelling(_word(rf"{words[-1]},? +{'[ .]+'.join(words[:-1])}"))
    if parts and len(parts[0]) > 1:
        yield Spelling(_word(words[0]), capital=parts[0] in ORDINARY)
    for part in parts[1:]:
        if len(part) > 2:
            yield Spelling(_word(re.escape(part)), doubtful=True)


def _word(inner: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?P<name>{inner})(?![a-z0-9])")

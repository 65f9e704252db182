"""Texts as a search reads them: Han letters in overlapping pairs, other words whole, one spelling.

Two letters are a word in Chinese, and no database knows where one ends; pairs find them all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.detectors.folding import HAN, Folded, folded, in_simplified

# What is written without spaces: Han, Bopomofo and Kana.
PAIRED = f"{HAN}\u3040-\u30ff\U00020000-\U0003ffff"
LETTER = rf"[^\W_{PAIRED}]"
MOST_TERMS = 8
_RUN = re.compile(rf"[{PAIRED}]+|{LETTER}+")
_PAIRED = re.compile(rf"[{PAIRED}]")
# Quoted words stay together; others part at spaces and at the marks between Chinese words.
_TERM = re.compile(r"[\"“”「」『』]([^\"“”「」『』]*)[\"“”「」『』]|([^\s\"“”「」『』，、。；,;]+)")


@dataclass(frozen=True)
class Sought:
    """What somebody looks for; every term of it has to stand in a text."""

    # As FTS5 reads it; empty: there is nothing to look for.
    match: str
    patterns: tuple[re.Pattern[str], ...]

    def stands_in(self, text: str) -> bool:
        """True when each term does."""
        found = spelt(text).text
        return bool(self.patterns) and all(pattern.search(found) for pattern in self.patterns)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """From where to where something that was sought stands in a text, one after the other."""
        view = spelt(text)
        found = (match.span() for pattern in self.patterns for match in pattern.finditer(view.text))
        return _merged(sorted(view.span(*span) for span in found))


def spelt(text: str) -> Folded:
    """The text in the one spelling that is compared: width, case, accents, Simplified letters."""
    return in_simplified(folded(text))


def segmented(text: str) -> str:
    """The text as the index takes it: its tokens with spaces between."""
    return " ".join(token for run in _RUN.findall(spelt(text).text) for token in _tokens(run))


def sought(words: str) -> Sought:
    """What these words ask for, as they were typed."""
    terms = [term for term in _terms(spelt(words).text) if term[0]][:MOST_TERMS]
    return Sought(
        match=" AND ".join(_matching(*term) for term in terms),
        patterns=tuple(re.compile(_pattern(*term)) for term in terms),
    )


def _terms(words: str) -> Iterator[tuple[list[str], bool]]:
    """Each term as its runs, and whether it was quoted."""
    for quoted, bare in _TERM.findall(words):
        yield _RUN.findall(quoted or bare), bool(quoted)


def _tokens(run: str, *, ended: bool = True) -> list[str]:
    """A run as tokens; the last letter stands alone where the run ends, to be found alone."""
    if not _PAIRED.match(run):
        return [run]
    pairs = [first + second for first, second in pairwise(run)]
    return [*pairs, run[-1]] if ended or not pairs else pairs


def _begins(run: str, *, quoted: bool) -> bool:
    """True for the last run of a term that other letters may follow."""
    if _PAIRED.match(run):
        return len(run) == 1
    return not quoted and len(run) > 1


def _matching(runs: Sequence[str], quoted: bool) -> str:  # noqa: FBT001 - as _terms gives it
    tokens = [token for run in runs[:-1] for token in _tokens(run)]
    tokens += _tokens(runs[-1], ended=False)
    star = " *" if _begins(runs[-1], quoted=quoted) else ""
    return f'"{" ".join(tokens)}"{star}'


def _pattern(runs: Sequence[str], quoted: bool) -> str:  # noqa: FBT001 - as _terms gives it
    """The same as a regular expression over the text's own letters."""
    words = [re.escape(runs[0])]
    for before, run in pairwise(runs):
        apart = "*" if _PAIRED.match(before) or _PAIRED.match(run) else "+"
        words.append(rf"[\W_]{apart}{re.escape(run)}")
    head = "" if _PAIRED.match(runs[0]) else rf"(?<!{LETTER})"
    return f"{head}{''.join(words)}{_tail(runs[-1], quoted=quoted)}"


def _tail(run: str, *, quoted: bool) -> str:
    if _PAIRED.match(run):
        return ""
    return rf"{LETTER}*" if _begins(run, quoted=quoted) else rf"(?!{LETTER})"


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found

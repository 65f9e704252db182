"""Word lists: a regular expression a line, in Traditional Chinese or English.

`NAME = a|b` names a part that later lines use as <NAME>; a line that begins with `! ` tells what is
harmless although another line finds it. English lines match whole words; Chinese ones are turned
into Simplified letters, as the text is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.detectors.folding import HAN, Folded, simplified

FOLDER = Path(__file__).parent / "patterns"
_PART = re.compile(r"<(\w+)>")
_NAMED = re.compile(r"(\w+) = (.+)")


@dataclass(frozen=True)
class Wordlist:
    """What is looked for, and where it means no harm."""

    wanted: re.Pattern[str]
    harmless: re.Pattern[str]

    def spans(self, view: Folded) -> Iterator[tuple[int, int]]:
        """Where in the original something stands that is not harmless there."""
        spared = [match.span() for match in self.harmless.finditer(view.text)]
        for match in self.wanted.finditer(view.text):
            start, end = match.span()
            if not any(start < last and first < end for first, last in spared):
                yield view.span(start, end)


@cache
def wordlist(name: str) -> Wordlist:
    """The list of this name."""
    wanted: list[str] = []
    harmless: list[str] = []
    parts: dict[str, str] = {}
    for row in rows(name):
        if named := _NAMED.fullmatch(row):
            parts[named[1]] = _filled(named[2], parts)
        else:
            (harmless if row.startswith("! ") else wanted).append(_filled(row, parts))
    return Wordlist(_either(wanted), _either([row.removeprefix("! ") for row in harmless]))


def rows(name: str) -> list[str]:
    """The lines of a list, without those that explain it."""
    found = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [row for row in found if row and not row.startswith("#")]


def _filled(row: str, parts: dict[str, str]) -> str:
    return _PART.sub(lambda part: f"(?:{parts[part[1]]})", row)


def _either(found: list[str]) -> re.Pattern[str]:
    # No line at all finds nothing, not the empty word everywhere.
    either = "|".join(_bounded(row) for row in found) or r"(?!)"
    return re.compile("".join(simplified(char) for char in either))


def _bounded(row: str) -> str:
    if re.search(f"[{HAN}]", row):
        return f"(?:{row})"
    return rf"(?<![a-z])(?:{row})(?![a-z])"

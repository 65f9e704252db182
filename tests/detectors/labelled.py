"""The labelled lines: what stands in each, and to which half it belongs.

A line of lines/*.tsv is a language, a tab, and the text with `{kind words}` around what is to be
found. Lines without a span are harmless. Rules and lists may be tuned on the `tune` half alone.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lines"
HUNTING = "hunting"
SPAN = re.compile(r"\{(\w+) ([^{}]+)\}")
TUNE, REPORT = "tune", "report"


@dataclass(frozen=True)
class Span:
    """What is to be found: its kind, and from which code point to which."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """One text with its labels."""

    language: str
    text: str
    spans: tuple[Span, ...]

    @property
    def half(self) -> str:
        """Decided by the text alone, so that no later line moves an earlier one."""
        return TUNE if hashlib.sha256(self.text.encode()).digest()[0] < 128 else REPORT


def names() -> list[str]:
    """The staff whose names stand in the lines."""
    return (FOLDER / "names.txt").read_text(encoding="utf-8").splitlines()


@cache
def every_line() -> tuple[Line, ...]:
    """All lines but those about asking who wrote something."""
    files = sorted(path for path in FOLDER.glob("*.tsv") if path.stem != HUNTING)
    return tuple(line for path in files for line in _read(path))


@cache
def hunting_lines() -> tuple[Line, ...]:
    """The lines that ask who wrote something, and those that only look so."""
    return tuple(_read(FOLDER / f"{HUNTING}.tsv"))


def of_half(lines: tuple[Line, ...], half: str) -> list[Line]:
    """The lines of one half."""
    return [line for line in lines if line.half == half]


def _read(path: Path) -> Iterator[Line]:
    for row in path.read_text(encoding="utf-8").splitlines():
        language, marked = row.split("\t")
        yield labelled(language, marked)


def labelled(language: str, marked: str) -> Line:
    """The line without its marks, and where they stood."""
    text, spans, last = "", [], 0
    for mark in SPAN.finditer(marked):
        text += marked[last : mark.start()]
        spans.append(Span(mark[1], len(text), len(text) + len(mark[2])))
        text, last = text + mark[2], mark.end()
    return Line(language, text + marked[last:], tuple(spans))

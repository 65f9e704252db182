"""Goals in a Markdown text: from its tables, and from headings with what stands under them.

## 2026 Q4 / ### Objective: ... / #### Key Results / ##### P0: ... with a paragraph, or a list
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from portal.core.books import Table
from portal.core.grids import Grid
from portal.core.headings import key
from portal.core.markdown_tables import parsed, tables, words
from portal.okr.cycle_names import quarter_in

HEADS = ("Cycle", "Objective", "Key result", "Priority", "Name", "Note")
_OBJECTIVE = re.compile(r"(?:objective|目標|目标|O)\s*\d*\s*[:：]\s*", re.IGNORECASE)
_PRIORITY = re.compile(r"(P\d)\s*[:：]\s*")
# What a line of an overview is called: up to the first sign that parts it from what it says.
_NAMED = re.compile(r"(.+?)\s+[-–—]\s+|(.+?)[:：]\s+")
LISTS = {"ul", "ol"}
RESULTS = {"keyresults", "krs", "關鍵結果", "关键结果", "關鍵成果", "关键成果"}


@dataclass
class Result:
    """A key result of an outline: its priority, its name, and the paragraphs under it."""

    priority: str
    name: str
    said: list[str] = field(default_factory=list)


@dataclass
class Goal:
    """An objective of an outline: its key results, and the overview that stands before them."""

    cycle: str
    title: str
    results: list[Result] = field(default_factory=list)
    listed: list[Result] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)


def read_markdown(content: bytes) -> list[Table]:
    """The tables of a Markdown file, and what its headings tell as one. Raises Invalid."""
    tokens = parsed(content)
    found = tables(tokens)
    outlined = _grid(_Reader().read(tokens))
    return [*found, Table(_title(tokens), outlined)] if outlined else found


def _title(tokens: Sequence[Token]) -> str:
    places = (i for i, token in enumerate(tokens) if token.type == "heading_open")
    return next((words(tokens[place + 1]) for place in places), "")


class _Reader:
    """Goes through the lines of a text and remembers under which headings it is."""

    def __init__(self) -> None:
        self.goals: list[Goal] = []
        self._cycle = ""
        # How deep the heading of key results is under which the lines stand; 0: under none.
        self._deep = 0

    def read(self, tokens: Sequence[Token]) -> list[Goal]:
        """Every objective that has key results."""
        lists = 0
        for before, token in zip([None, *tokens], tokens, strict=False):
            lists += (
                token.nesting
                if token.type.endswith("list_open") or token.type.endswith("list_close")
                else 0
            )
            if token.type != "inline":
                continue
            if before and before.type == "heading_open":
                self._head(int(before.tag[1:]), words(token))
            elif self._deep and lists < 2:
                self._line(words(token), listed=lists == 1)
        return [goal for goal in self.goals if goal.results or goal.listed or goal.plain]

    def _head(self, depth: int, text: str) -> None:
        if quarter := quarter_in(text):
            self._cycle = quarter
        if found := _OBJECTIVE.match(text):
            self.goals.append(Goal(self._cycle, text[found.end() :]))
            self._deep = 0
        elif key(text) in RESULTS and self.goals:
            self._deep = depth
        elif self._deep and depth > self._deep:
            self.goals[-1].results.append(_named(text))
        else:
            self._deep = 0

    def _line(self, text: str, *, listed: bool) -> None:
        goal = self.goals[-1]
        if goal.results:
            goal.results[-1].said.append(text)
        elif listed:
            goal.listed.append(_overview(text))
        else:
            goal.plain.append(text)


def _named(text: str) -> Result:
    found = _PRIORITY.match(text)
    return Result(found[1], text[found.end() :]) if found else Result("", text)


def _overview(text: str) -> Result:
    """A line of a list: the sentence after its name, if it has one."""
    bare = _named(text)
    found = _NAMED.match(bare.name)
    if not found:
        return bare
    return Result(bare.priority, found[1] or found[2], [bare.name[found.end() :]])


def _grid(goals: Sequence[Goal]) -> Grid | None:
    lines = tuple(line for goal in goals for line in _lines(goal))
    return Grid(HEADS, lines) if lines else None


def _lines(goal: Goal) -> Iterator[tuple[str, ...]]:
    results = goal.results or goal.listed or [Result("", text) for text in goal.plain]
    for one in results:
        title, *rest = one.said or [one.name]
        over = [
            line.said[0] for line in goal.listed if goal.results and line.said and _of(one, line)
        ]
        name = one.name if one.said else ""
        yield goal.cycle, goal.title, title, one.priority, name, "\n".join([*over, *rest])


def _of(result: Result, line: Result) -> bool:
    """True when a line of the overview is about this key result."""
    return bool(line.said) and key(result.name).startswith(key(line.name))

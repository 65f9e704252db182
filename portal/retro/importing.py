"""What becomes of another tool's table: topics with cards, notes and actions, before it is so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from portal.core.errors import Invalid
from portal.core.grids import Grid
from portal.core.headings import day_of, key
from portal.core.languages import gettext as _
from portal.core.tables import Faults
from portal.retro.heading_words import ABOUT, ACTIONS, DONE, NOTES
from portal.retro.heads import Role

# Four bytes a letter at most: it fits where a card is sealed.
LONGEST, LONGEST_TITLE = 1000, 120
QUESTIONS, TOPICS, MOST_VOTES = 12, 200, 9999
_VOTES = re.compile(r"\+?\(?\+?(\d+)\)?(?:\s*(?:votes?|票))?", re.IGNORECASE)


@dataclass(frozen=True)
class Promise:
    """An action: who is to do it stands there as the table says it."""

    what: str
    owner: str
    due: date | None


@dataclass
class Heap:
    """A topic to be: its cards by question, what was noted, what was agreed on, its votes."""

    title: str
    cards: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    counted: list[int] = field(default_factory=list)

    def texts(self) -> list[str]:
        """All that somebody may have said: its title, its cards, its notes."""
        return [self.title, *(text for _question, text in self.cards), *self.notes]

    def votes(self, *, whole: bool) -> int | None:
        """What it got; `whole`: each line repeats what the topic got. None without figures."""
        if not self.counted:
            return None
        return max(self.counted) if whole else sum(self.counted)


@dataclass
class Plan:
    """A session to be: topics by title, and actions that belong to none."""

    heaps: dict[str, Heap] = field(default_factory=dict)
    loose: list[Promise] = field(default_factory=list)
    # The votes of a topic stand on each of its lines.
    whole: bool = False

    def heap(self, title: str) -> Heap:
        """The topic of this title, begun when it was not there."""
        short = " ".join((title or _("What was said")).split())[:LONGEST_TITLE]
        return self.heaps.setdefault(short, Heap(short))

    def topics(self) -> list[Heap]:
        """The topics that hold something: most votes first, then by title."""
        held = [one for one in self.heaps.values() if one.cards or one.notes or one.promises]
        return sorted(held, key=lambda one: (-(one.votes(whole=self.whole) or 0), one.title))

    def questions(self) -> list[str]:
        """Under what cards were written, each once."""
        return list(dict.fromkeys(q for heap in self.heaps.values() for q, _text in heap.cards))

    def promises(self) -> list[Promise]:
        """Every action."""
        return [*self.loose, *(one for heap in self.heaps.values() for one in heap.promises)]

    def cards(self) -> int:
        """How many cards there will be."""
        return sum(len(heap.cards) for heap in self.heaps.values())


@dataclass(frozen=True)
class Line:
    """One line of a table, asked by what its columns are."""

    number: int
    cells: tuple[str, ...]
    roles: Sequence[Role]

    def __getitem__(self, role: Role) -> str:
        return next((c for c, r in zip(self.cells, self.roles, strict=True) if r is role), "")

    def said(self, heads: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        """Question, text, and votes of each card on it: the figure to its right is a card's own."""
        spoken = [i for i, role in enumerate(self.roles) if role in {Role.TEXT, Role.CARDS}]
        for place, following in pairwise([*spoken, len(self.roles)]):
            question = heads[place] if self.roles[place] is Role.CARDS else self[Role.COLUMN]
            beside = zip(self.roles[place:following], self.cells[place:following], strict=True)
            votes = next((cell for role, cell in beside if role is Role.VOTES), "")
            alone = self[Role.VOTES] if len(spoken) == 1 else ""
            yield question, self.cells[place], votes or alone


def plan(grid: Grid, roles: Sequence[Role], *, whole: bool) -> Plan:
    """What a table holds when its columns are these. Raises Invalid, or Faults by line."""
    made, faults = Plan(whole=whole), Faults()
    for number, cells in enumerate(grid.lines, 2):
        _take(made, Line(number, cells, roles), grid.heads, faults)
    faults.done()
    _check(made)
    return made


def _check(made: Plan) -> None:
    if not made.cards() and not made.promises():
        raise Invalid(_("There is no card and no action in it. Choose which column holds them."))
    if len(made.questions()) > QUESTIONS:
        raise Invalid(
            _("There are more than %(most)d questions. Check the columns.", most=QUESTIONS)
        )
    if len(made.heaps) > TOPICS:
        raise Invalid(_("There are more than %(most)d topics. Check the columns.", most=TOPICS))


def _take(made: Plan, line: Line, heads: Sequence[str], faults: Faults) -> None:
    kind = key(line[Role.KIND])
    for question, text, votes in line.said(heads):
        heap = made.heap(line[Role.TOPIC] or question)
        _count(heap, votes, line.number, faults)
        if not text or kind in ABOUT:
            continue
        _check_length(text, line.number, faults)
        if kind in ACTIONS:
            _promise(made, heap.title, text, line, faults)
        elif kind in NOTES:
            heap.notes.append(text)
        else:
            heap.cards.append((question or _("What was said"), text))
    _take_rest(made, line, faults)


def _take_rest(made: Plan, line: Line, faults: Faults) -> None:
    """Actions and notes that have columns of their own."""
    title = line[Role.TOPIC] or line[Role.COLUMN]
    if what := line[Role.ACTION]:
        _check_length(what, line.number, faults)
        _promise(made, title, what, line, faults)
    if notes := line[Role.NOTES]:
        made.heap(title).notes.append(notes)


def _check_length(text: str, number: int, faults: Faults) -> None:
    if len(text) > LONGEST:
        faults.add(number, _("The text is longer than %(most)d characters.", most=LONGEST))


def _count(heap: Heap, votes: str, number: int, faults: Faults) -> None:
    found = _VOTES.fullmatch(votes)
    if found and int(found[1]) <= MOST_VOTES:
        heap.counted.append(int(found[1]))
    elif votes:
        faults.add(number, _("%(name)s: this is no number.", name=_("Votes")))


def _promise(made: Plan, title: str, what: str, line: Line, faults: Faults) -> None:
    """Keep an action; one that was done already is a note."""
    told = line[Role.DUE]
    due = day_of(told)
    if told and due is None:
        faults.add(line.number, _("due: a day looks like 2026-12-31."))
    if key(line[Role.STATE]) in DONE:
        made.heap(title or _("Actions")).notes.append(_("Done: %(what)s", what=what))
        return
    kept = made.heap(title).promises if title else made.loose
    kept.append(Promise(what, line[Role.OWNER], due))

"""What the columns of another tool's table mean; who wrote what, and when, is let go at once."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.core import headings
from portal.core.grids import Grid
from portal.core.headings import day_of, key
from portal.core.languages import gettext as _
from portal.retro.heading_words import ACTIONS, KNOWN, PARABOL, WHEN, WHO

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Role(StrEnum):
    """What a column holds; of `cards` the heading is the question."""

    NOTHING = ""
    TEXT = "text"
    CARDS = "cards"
    TOPIC = "topic"
    COLUMN = "column"
    VOTES = "votes"
    KIND = "kind"
    ACTION = "action"
    OWNER = "owner"
    DUE = "due"
    STATE = "state"
    NOTES = "notes"


@dataclass(frozen=True)
class Reading:
    """A table without its persons and hours: what its columns seem to be, and whose it is."""

    grid: Grid
    roles: tuple[Role, ...]
    tool: str
    # The headings of what was let go, and the last day that stood there.
    left_out: tuple[str, ...]
    day: date | None


def read(grid: Grid, names: Collection[str]) -> Reading:
    """Guess what the columns are, and let go of whoever wrote, spoke or reacted.

    `names` are those of the people here: a column that is full of them is let go too.
    """
    guessed = headings.guessed(grid.heads, Role, KNOWN, {Role.VOTES})
    gone = {i for i in range(len(grid.heads)) if _is_personal(grid, i, guessed, names)}
    hours = [i for i, head in enumerate(grid.heads) if key(head) in WHEN]
    kept = [i for i in range(len(grid.heads)) if i not in gone and i not in hours]
    light = Grid(
        tuple(_nameless(grid.heads[i], i, names) for i in kept),
        tuple(_unowned(line, guessed, kept) for line in grid.lines),
    )
    left_out = tuple(grid.heads[i] for i in sorted({*gone, *hours}))
    roles = tuple(_settled(guessed, i, grid) for i in kept)
    return Reading(light, roles, _tool(grid, roles), left_out, _last_day(grid, hours))


def _is_personal(grid: Grid, place: int, roles: Sequence[Role], names: Collection[str]) -> bool:
    """True for authors, voters and the like; an owner is one without actions to own."""
    if roles[place] is Role.OWNER:
        return not {Role.ACTION, Role.KIND} & set(roles)
    cells = grid.column(place)
    named = [cell for cell in cells if cell in names or _MAIL.fullmatch(cell)]
    return key(grid.heads[place]) in WHO or len(named) * 2 > len(cells)


def _nameless(head: str, place: int, names: Collection[str]) -> str:
    """A heading that is a person's name would say whose cards stand under it."""
    return _("Column %(number)d", number=place + 1) if head in names else head


def _unowned(line: tuple[str, ...], roles: Sequence[Role], kept: Sequence[int]) -> tuple[str, ...]:
    """A line without its owner, unless it is an action: else that is whoever wrote it."""
    cells = dict(zip(roles, line, strict=True))
    promised = cells.get(Role.ACTION) or key(cells.get(Role.KIND, "")) in ACTIONS
    return tuple(line[i] if promised or roles[i] is not Role.OWNER else "" for i in kept)


def _settled(roles: Sequence[Role], place: int, grid: Grid) -> Role:
    """Without a column of texts, each that means nothing else holds the cards of a question."""
    told = roles[place] is not Role.NOTHING or not grid.column(place)
    return roles[place] if told or {Role.TEXT, Role.KIND} & set(roles) else Role.CARDS


def _tool(grid: Grid, roles: Sequence[Role]) -> str:
    """Which tool wrote it: EasyRetro ends each line with one comma too many."""
    if {key(head) for head in grid.heads} >= PARABOL:
        return "parabol"
    return "easyretro" if Role.CARDS in roles and not grid.heads[-1] else "table"


def _last_day(grid: Grid, places: Sequence[int]) -> date | None:
    found = (day_of(cell) for place in places for cell in grid.column(place))
    return max((day for day in found if day), default=None)

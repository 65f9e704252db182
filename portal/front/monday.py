"""What a Monday begins with, in this order: what is worst, stuck, promised, and not updated."""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from portal.answers import board, promises
from portal.core import clock
from portal.core.directory import directory, part_of
from portal.core.memory import kept
from portal.front import board_rows, candles, pages
from portal.front.candles import Asked, Cell
from portal.okr import readings
from portal.okr import service as okr
from portal.okr.models import Cycle
from portal.retro import actions
from portal.retro.models import Action
from portal.truth import leading, words
from portal.truth.leading import Beside
from portal.truth.tree import Tree
from portal.voice import counts, rows
from portal.voice.crowds import places
from portal.voice.models import COUNTS
from portal.voice.targets import target_words

WORST = 3
# So many of each may stand on a page that is read from five metres.
ROWS, DAYS, AGREED, LINES = 4, 3, 5, 6


@dataclass(frozen=True)
class Behind:
    """A key result that is behind its time: figures, the last line about it, what blocks it."""

    cell: Cell
    figures: pages.Figures
    note: str
    stuck: tuple[Markup, ...]
    # The goal under which texts about it stand, where few people can have written them.
    under: str | None


@dataclass(frozen=True)
class Promised:
    """A decision on a day that was promised; the days by which it is over, 0: it comes."""

    html: Markup
    day: date
    late: int


@dataclass(frozen=True)
class Agreed:
    """What a retrospective agreed on and is to be done: by whom, and how many days it is over."""

    action: Action
    by: str
    late: int


@dataclass(frozen=True)
class Part:
    """A part of the tree: a team with every team under it, and the running goals of these."""

    teams: Collection[str]
    goals: Set[str]


@dataclass(frozen=True)
class Agenda:
    """All of it; of what is more than a page holds, that there is more."""

    worst: Sequence[Behind]
    stuck: tuple[Markup, ...]
    # Goals outside of a part, under which what few people there say stands.
    elsewhere: Sequence[str]
    unanswered: int | None
    promised: Sequence[Promised]
    more_promised: int
    agreed: Sequence[Agreed]
    more_agreed: int
    stale: Sequence[Cell]
    more_stale: int
    leaders: Sequence[tuple[Beside, str]]
    more_leaders: int


def agenda(cycle: Cycle | None, team: str = "") -> Agenda:
    """The agenda of today: of a team and all under it, or of everybody."""
    part = _part(team) if team else None
    cells = candles.wall(cycle, Asked(team=team, order="behind")) if cycle else []
    stale = sorted(
        (one for one in cells if one.stale),
        key=lambda one: (one.updated or date.min, one.plain, one.id),
    )
    due = promises.due(_sunday(), part.teams if part else None)
    leaders = _leaders(cycle, part)
    return Agenda(
        worst=_worst([one for one in cells if one.behind > 0][:WORST]),
        stuck=_stuck(part),
        elsewhere=_elsewhere(part) if part else (),
        # No release tells a number of a part.
        unanswered=None if part else kept("unanswered", counts.unanswered, COUNTS),
        promised=_promised(due[:DAYS]),
        more_promised=max(len(due) - DAYS, 0),
        agreed=_agreed(team),
        more_agreed=max(actions.count_open(_sunday(), team) - AGREED, 0),
        stale=stale[:LINES],
        more_stale=max(len(stale) - LINES, 0),
        leaders=leaders[:LINES],
        more_leaders=max(len(leaders) - LINES, 0),
    )


def _part(team: str) -> Part:
    teams = part_of(team)
    return Part(teams, okr.goals_of_teams(teams))


def _stuck(part: Part | None) -> tuple[Markup, ...]:
    if part is None:
        return board_rows.waiting(board.unanswered(ROWS))
    # Asked for by where texts stand, as on the board, and not by what they were about: a text of
    # few people is stored under a larger goal (crowds.places), and is of that goal's part alone.
    # Of any quarter: what nobody answered is not over with its own.
    found = rows.stuck(okr.goals_ever_of(part.teams), size=ROWS)
    return board_rows.waiting([row.id for row in found])


def _elsewhere(part: Part) -> list[str]:
    return sorted(target_words(one) for one in {*places(part.goals).values()} - part.goals)


def _sunday() -> date:
    """The last day of this week."""
    today = clock.today()
    return today + timedelta(days=6 - today.weekday())


def _worst(cells: Sequence[Cell]) -> list[Behind]:
    found, around = okr.key_results(one.id for one in cells), places([one.id for one in cells])
    return [
        Behind(
            one,
            pages.figures(found[one.id]),
            next((last.note for last in readings.latest(one.id, size=1)), ""),
            board_rows.waiting([row.id for row in rows.stuck({one.id, around[one.id]}, size=2)]),
            pages.under(one.id, around[one.id]),
        )
        for one in cells
    ]


def _promised(due: Sequence[promises.Due]) -> list[Promised]:
    made = board_rows.decided_on({one.post_id: one.decision for one in due})
    return [
        Promised(made[one.post_id], one.day, _late(one.day)) for one in due if one.post_id in made
    ]


def _agreed(team: str) -> list[Agreed]:
    """What is due of retrospectives, whose actions everybody reads who reads this."""
    found = actions.still_open(_sunday(), team, size=AGREED)
    names = directory().names({one.owner_id for one in found})
    return [Agreed(one, names.get(one.owner_id, ""), _late(one.due)) for one in found]


def _late(day: date) -> int:
    return max((clock.today() - day).days, 0)


def _leaders(cycle: Cycle | None, part: Part | None) -> list[tuple[Beside, str]]:
    objectives = okr.objectives_of(cycle) if cycle else []
    found = leading.leaders(objectives, Tree())
    there = [one for one in found if part is None or one.team in part.teams]
    lines = leading.beside(there, clock.today())
    return [(one, words.beside(one)) for one in lines]

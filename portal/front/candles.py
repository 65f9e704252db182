"""The wall of candles: every key result of a cycle as small weekly candles, to be filtered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.core import clock
from portal.core.db import batched
from portal.core.directory import Branch, branches, directory, part_of
from portal.core.languages import locale
from portal.core.memory import kept
from portal.front import pages
from portal.okr import candles, kline, progress, readings
from portal.okr import service as okr
from portal.okr.miniature import Miniature, miniature
from portal.okr.models import Cycle, KeyResult

SIZE = 500
# The orders of the wall, and what of it may be asked for.
ORDERS = ("team", "behind")
SHOWN = ("", "worse", "stale", "none")


@dataclass(frozen=True)
class Cell:
    """A key result on the wall; `moves` are the weeks that got better and worse."""

    id: str
    plain: str
    unit: str
    team: str
    # The teams that answer for it.
    team_ids: frozenset[str]
    owner: str
    current: Decimal
    target: Decimal
    small: Miniature
    moves: tuple[int, int]
    last: candles.Candle | None
    got_worse: bool
    behind: float
    updated: date | None
    stale: bool


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of the wall: of a team and all under it, or of everybody."""

    team: str = ""
    shown: str = ""
    order: str = "team"


def wall(cycle: Cycle, asked: Asked) -> Sequence[Cell]:
    """The cells of a cycle that were asked for, in the order that was asked for."""
    key = ("wall", cycle.id, locale(), clock.today())
    cells = kept(key, lambda: _cells(cycle), "okr", "people")
    teams = part_of(asked.team) if asked.team else None
    some = [one for one in cells if _is_of(one, teams) and _fits(one, asked)]
    if asked.order == "behind":
        return sorted(some, key=lambda one: (-one.behind, one.plain, one.id))
    return some


def teams_of(cycle: Cycle) -> list[Branch]:
    """The teams that have a key result in a cycle, or have a team under them that has one."""
    held, lines = wall(cycle, Asked()), directory().lines()
    found = {over for one in held for team in one.team_ids for over in lines[team]}
    return [one for one in branches() if one.id in found]


def _is_of(one: Cell, teams: Collection[str] | None) -> bool:
    return teams is None or not one.team_ids.isdisjoint(teams)


def _fits(one: Cell, asked: Asked) -> bool:
    states = {"worse": one.got_worse, "stale": one.stale, "none": one.last is None}
    return states.get(asked.shown, True)


def _cells(cycle: Cycle) -> list[Cell]:
    found = [kr for one in okr.objectives_of(cycle) for kr in one.key_results]
    mondays = candles.weeks(cycle.starts, cycle.ends)
    read: dict[str, list[candles.Dated]] = {}
    for some in batched(found):
        read |= readings.dated(one.id for one in some)
    names, teams = directory().names({one.owner_id for one in found}), directory().teams()
    made = [_cell(one, read.get(one.id, ()), mondays, (teams, names)) for one in found]
    return sorted(made, key=lambda one: (one.team, one.plain, one.id))


def _cell(
    kr: KeyResult,
    dated: Iterable[candles.Dated],
    mondays: Sequence[date],
    called: tuple[Mapping[str, str], Mapping[str, str]],
) -> Cell:
    found = candles.candles(kr.baseline, dated)
    grows = candles.grows(kr.kind, kr.baseline, kr.target)
    figures = pages.figures(kr)
    teams, names = called
    return Cell(
        id=kr.id,
        plain=kr.plain,
        unit=kr.unit,
        team=teams.get(kr.objective.team_id, ""),
        team_ids=kr.team_ids,
        owner=names.get(kr.owner_id, ""),
        current=kr.current,
        target=kr.target,
        small=miniature(mondays, found, kr.target, grows=grows),
        moves=kline.moves(found, grows=grows),
        last=found[-1] if found else None,
        got_worse=bool(found) and not candles.is_better(found[-1], grows=grows),
        behind=progress.behind(kr, clock.today()),
        updated=kr.updated,
        stale=figures.stale,
    )

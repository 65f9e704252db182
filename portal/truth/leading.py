"""Leaders: whoever manages a team with teams under it, or owns an objective at the top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from portal.core.directory import directory
from portal.okr import progress
from portal.okr.models import KeyResult, Objective, Source
from portal.truth.tree import Tree, at_the_top

WORST = 3


@dataclass(frozen=True)
class Leader:
    """Somebody who leads: the goals of their own, and those of the teams under them."""

    id: str
    # The team that they head, or that of their objective.
    team: str
    own: tuple[Objective, ...]
    below: tuple[Objective, ...]


@dataclass(frozen=True)
class Beside:
    """A leader's page line: days since the own goals were updated, beside the teams'."""

    name: str
    team: str
    own: tuple[Objective, ...]
    # On the median over key results; None where there are none.
    days: int | None
    days_below: int | None

    @property
    def times(self) -> float:
        """How many times as long; where the teams' are of today nobody can say."""
        return self.days / self.days_below if self.days and self.days_below else 0.0


def reported(one: Objective) -> list[KeyResult]:
    """Its key results that people report: what the portal reads itself tells nothing of them."""
    return [kr for kr in one.key_results if kr.source == Source.HAND.value]


def leaders(objectives: Sequence[Objective], tree: Tree) -> list[Leader]:
    """Everybody who leads, by id."""
    headed = tree.headed()
    for one in at_the_top(objectives):
        headed.setdefault(one.owner_id, set()).add(one.team_id)
    return [_leader(account, teams, objectives, tree) for account, teams in sorted(headed.items())]


def _leader(account: str, teams: set[str], objectives: Sequence[Objective], tree: Tree) -> Leader:
    own = tuple(one for one in objectives if one.owner_id == account)
    mine, under = {one.id for one in own}, tree.under(teams)
    below = tuple(
        one
        for one in objectives
        if one.owner_id != account and (one.team_id in under or one.parent_id in mine)
    )
    highest = min(teams, key=lambda team: (len(tree.lines.get(team, ())), team))
    return Leader(account, highest, own, below)


def beside(found: Sequence[Leader], today: date) -> list[Beside]:
    """The lines of the leaders' page, by name: nobody is ranked."""
    names, teams = directory().names({one.id for one in found}), directory().teams()
    lines = [
        Beside(
            names.get(one.id, ""),
            teams.get(one.team, ""),
            one.own,
            _days(one.own, today),
            _days(one.below, today),
        )
        for one in found
    ]
    return sorted(lines, key=lambda one: (one.name, one.team))


def _days(objectives: Sequence[Objective], today: date) -> int | None:
    ages = [
        (min(today, one.cycle.ends) - (kr.updated or one.cycle.starts)).days
        for one in objectives
        for kr in reported(one)
    ]
    return max(round(median(ages)), 0) if ages else None


@dataclass(frozen=True)
class Behind:
    """A key result and how far it is behind the time that has passed, as shares of the whole."""

    key_result: KeyResult
    share: float
    time: float


def worst(objectives: Sequence[Objective], today: date) -> list[Behind]:
    """The key results that are furthest behind their time, none that is not behind."""
    found = [_behind(kr, today) for one in objectives for kr in one.key_results]
    late = [one for one in found if one.share < one.time]
    late.sort(key=lambda one: (one.share - one.time, one.key_result.plain, one.key_result.id))
    return late[:WORST]


def _behind(kr: KeyResult, today: date) -> Behind:
    return Behind(kr, float(progress.share(kr)), progress.time_of(kr, today))

"""How many could have spoken, and where what they say stands when they are too few."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import exists, select

from portal.core.db import db
from portal.core.directory import directory
from portal.core.memory import kept
from portal.core.settings import settings
from portal.okr import service as okr
from portal.okr.models import KeyResult, Objective
from portal.voice.models import COUNTS, CountView, Post
from portal.voice.stages import UNSURE, State

Group = tuple[str | None, str | None]


@dataclass(frozen=True)
class Thresholds:
    """The people behind a number, and the members who could have spoken behind a text."""

    numbers: int
    texts: int


# Written anew at each release; posts that are gone since change no threshold before the next one.
ANY = select(Post.id).where(Post.state.in_(tuple(State)))
BEFORE = select(CountView.numbers, CountView.texts).where(exists(ANY)).limit(1)


def thresholds() -> Thresholds:
    """Those in force: the settings, never lower than at the last release once posts exist."""
    return kept(("thresholds", settings().k), _thresholds, COUNTS)


def _thresholds() -> Thresholds:
    numbers, texts = settings().k
    before = db.session.execute(BEFORE).first()
    if before is None:
        return Thresholds(numbers, texts)
    return Thresholds(max(numbers, before.numbers), max(texts, before.texts))


class Crowds:
    """The roster as one moment sees it, by team and site; asked once, then counted here."""

    @cached_property
    def sizes(self) -> Mapping[Group, int]:
        """How many members each team has at each site."""
        return directory().spread()

    @cached_property
    def above(self) -> Mapping[str, frozenset[str]]:
        """Every team with itself and all teams over it."""
        return directory().lines()

    @cached_property
    def _found(self) -> dict[Group, frozenset[Group]]:
        return {}

    def behind(self, team: str | None, site: str | None = None) -> frozenset[Group]:
        """The members of a team and all under it (None: of all), at one site or at any."""
        if (team, site) not in self._found:
            self._found[team, site] = frozenset(
                group
                for group in self.sizes
                if (team is None or team in self.above.get(group[0] or "", ()))
                and (site is None or site == group[1])
            )
        return self._found[team, site]

    def size(self, team: str | None, site: str | None = None) -> int:
        """How many they are."""
        return sum(self.sizes[group] for group in self.behind(team, site))

    def parent(self, team: str, floor: int) -> str:
        """The nearest team over this one with enough people; empty: the whole organisation."""
        over = [one for one in self.above[team] if one != team and self.size(one) >= floor]
        return max(over, key=lambda one: (len(self.above[one]), one), default="")


def places(targets: Iterable[str]) -> dict[str, str]:
    """Where texts about these goals stand: there, or with too few people under a larger one."""
    return placed(okr.subjects(targets), Crowds())


def placed(goals: Mapping[str, KeyResult | Objective], crowds: Crowds) -> dict[str, str]:
    """The same for goals that are at hand.

    It is the nearest objective over a goal whose team has enough members, else no goal in
    particular.
    """
    floor = thresholds().texts
    return {id_: _place(id_, goal, crowds, floor) for id_, goal in goals.items()}


def _place(id_: str, goal: KeyResult | Objective, crowds: Crowds, floor: int) -> str:
    objective = goal.objective if isinstance(goal, KeyResult) else goal
    if crowds.size(objective.team_id) >= floor:
        return id_
    seen: set[str] = set()
    over = objective.parent
    while over is not None and over.id not in seen:
        if crowds.size(over.team_id) >= floor:
            return over.id
        seen.add(over.id)
        over = over.parent
    return UNSURE


def under(goals: Iterable[KeyResult]) -> dict[str, list[KeyResult]]:
    """Those of these key results whose texts stand under a larger goal, by that goal."""
    known = {one.id: one for one in goals}
    found: dict[str, list[KeyResult]] = {}
    for id_, place in placed(known, Crowds()).items():
        if place != id_:
            found.setdefault(place, []).append(known[id_])
    return found

"""The teams as the radar sees them: departments, and who leads whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from portal.core.directory import directory
from portal.okr.models import Objective


@dataclass(frozen=True)
class Tree:
    """Every team with itself and all over it, asked once."""

    lines: Mapping[str, frozenset[str]] = field(default_factory=lambda: directory().lines())

    @cached_property
    def roots(self) -> frozenset[str]:
        """The teams with none over them."""
        return frozenset(team for team, above in self.lines.items() if len(above) == 1)

    @cached_property
    def over_others(self) -> frozenset[str]:
        """The teams with teams under them."""
        return frozenset(up for team, above in self.lines.items() for up in above - {team})

    def department(self, team: str) -> str:
        """The department of a team: under a single root what stands right under it, else a root."""
        return self._departments.get(team, team)

    @cached_property
    def _departments(self) -> dict[str, str]:
        depth = 2 if len(self.roots) == 1 else 1
        tops = {team for team, above in self.lines.items() if len(above) == depth}
        return {team: one for team, above in self.lines.items() for one in above & tops}

    def under(self, teams: Iterable[str]) -> frozenset[str]:
        """The teams under these, without themselves."""
        wanted = frozenset(teams)
        found = {team for team, above in self.lines.items() if above & wanted}
        return frozenset(found - wanted)

    def headed(self) -> dict[str, set[str]]:
        """Who manages a team with teams under it: account to teams."""
        found: dict[str, set[str]] = {}
        for team in sorted(self.over_others):
            for account in directory().managers_of(team):
                found.setdefault(account, set()).add(team)
        return found


def at_the_top(objectives: Iterable[Objective]) -> list[Objective]:
    """The objectives that stand under none, and under which others stand."""
    found = list(objectives)
    carrying = {one.parent_id for one in found}
    return [one for one in found if one.parent_id is None and one.id in carrying]

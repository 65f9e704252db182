"""What lower rooms may ask about people. The people room answers; nobody imports it for that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from flask import current_app

from portal.core.worktime import WorkTime


@dataclass(frozen=True)
class Person:
    """A signed-in person as other rooms see one: to be named, chosen, or asked."""

    id: str
    name: str
    team_id: str | None


class Directory(Protocol):
    """The questions that lower rooms have about people."""

    def person(self, account_id: str) -> Person | None:
        """One person, active or gone, or None."""

    def named(self, identifier: str) -> Person | None:
        """The active person with this sign-in name, or None."""

    def people(self) -> list[Person]:
        """All active people by name."""

    def managers(self) -> list[Person]:
        """All active managers by name."""

    def managers_of(self, team_id: str) -> list[str]:
        """The active managers who are in this very team, by name."""

    def over(self, team_id: str) -> str | None:
        """The team over this one."""

    def away(self) -> frozenset[str]:
        """Who said to be away today."""

    def worktime(self, account_id: str) -> WorkTime:
        """When people work where this one does."""

    def moderators(self) -> list[Person]:
        """All active moderators by name."""

    def names(self, account_ids: Iterable[str]) -> Mapping[str, str]:
        """The names of these accounts; of who was erased, the role."""

    def teams(self) -> Mapping[str, str]:
        """All teams: id to name."""

    def team(self, name: str) -> str | None:
        """The id of the team with this name."""

    def above(self, team_id: str | None) -> frozenset[str]:
        """This team and every team over it."""

    def lines(self) -> Mapping[str, frozenset[str]]:
        """Every team with itself and every team over it."""

    def crowd(self, team_id: str | None) -> int:
        """Active members of this team and everything under it; of all teams for None."""

    def sites(self) -> Mapping[str, str]:
        """All sites: id to name."""

    def crowd_at(self, site_id: str) -> int:
        """Active members who work at this site."""

    def spread(self) -> Mapping[tuple[str | None, str | None], int]:
        """How many active members there are of each team (without those under it) at each site."""

    def below(self, team_ids: Iterable[str]) -> list[str]:
        """The active accounts in these teams and in all under them, in a stable order."""

    def collected(self, kid: str) -> int:
        """How many members have collected from a key."""

    def seated(self, kid: str) -> int:
        """How many have collected from the key of a session without an account."""

    def roster(self) -> list[str]:
        """Every active account's id, in a stable order: who may collect."""


def directory() -> Directory:
    """The directory of the running application."""
    found: Directory = current_app.extensions["directory"]
    return found


class Branch(NamedTuple):
    """A team where it stands in the tree; `depth` teams are over it."""

    id: str
    name: str
    depth: int


def branches() -> list[Branch]:
    """Every team, each right behind the one over it, by name."""
    names, lines = directory().teams(), directory().lines()

    def way(team: str) -> list[str]:
        over = sorted(lines[team], key=lambda one: len(lines[one]))
        return [names[one] for one in over]

    return [Branch(one, names[one], len(lines[one]) - 1) for one in sorted(names, key=way)]


def part_of(team: str) -> frozenset[str]:
    """A team and every team under it."""
    return frozenset(one for one, line in directory().lines().items() if team in line)

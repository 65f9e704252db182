"""The directory: what other rooms may know of people, teams and the size of crowds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from portal.core import clock
from portal.core.access import Role
from portal.core.db import among, db
from portal.core.directory import Person
from portal.core.memory import kept
from portal.core.worktime import WorkTime
from portal.people import calendars, issuance
from portal.people.models import Account, Site, Team
from portal.people.words import former

NAMES = select(Account.id, Account.name, Account.role).where(Account.id.in_(among()))


def tree() -> dict[str, str | None]:
    """Every team and the team over it."""
    return kept("tree", _tree, "people")


def _tree() -> dict[str, str | None]:
    return {row.id: row.parent_id for row in db.session.execute(select(Team.id, Team.parent_id))}


def under(team_id: str | None) -> frozenset[str]:
    """This team and every team below it; empty for None."""
    if team_id is None:
        return frozenset()
    children = defaultdict(list)
    for child, parent in tree().items():
        children[parent].append(child)
    found: set[str] = set()
    waiting = [team_id]
    while waiting:
        team = waiting.pop()
        if team not in found:
            found.add(team)
            waiting.extend(children[team])
    return frozenset(found)


def over(team_id: str | None, parents: Mapping[str, str | None]) -> frozenset[str]:
    """This team and every team over it in such a tree; empty for None."""
    found: set[str] = set()
    while team_id is not None and team_id not in found:
        found.add(team_id)
        team_id = parents.get(team_id)
    return frozenset(found)


class Organisation:
    """Answers the questions of core.directory from the accounts."""

    def person(self, account_id: str) -> Person | None:
        """One person, active or gone, or None."""
        account = db.session.get(Account, account_id)
        if account is None:
            return None
        return Person(account.id, account.name or former(account.role), account.team_id)

    def named(self, identifier: str) -> Person | None:
        """The active person with this sign-in name, or None."""
        query = select(Account).where(Account.identifier == identifier.casefold(), Account.active)
        account = db.session.scalars(query).one_or_none()
        return Person(account.id, account.name, account.team_id) if account else None

    def people(self) -> list[Person]:
        """All active people by name."""
        return self._listed()

    def managers(self) -> list[Person]:
        """All active managers by name."""
        return self._listed(Role.MANAGER)

    def managers_of(self, team_id: str) -> list[str]:
        """The active managers who are in this very team, by name."""
        query = select(Account.id).where(Account.active, Account.role == Role.MANAGER)
        query = query.where(Account.team_id == team_id)
        return list(db.session.scalars(query.order_by(Account.name, Account.id)))

    def over(self, team_id: str) -> str | None:
        """The team over this one."""
        return db.session.scalar(select(Team.parent_id).where(Team.id == team_id))

    def away(self) -> frozenset[str]:
        """Who said to be away today."""
        return calendars.away(clock.today())

    def worktime(self, account_id: str) -> WorkTime:
        """When people work where this one does."""
        return kept(("worktime", account_id), lambda: calendars.worktime(account_id), "people")

    def moderators(self) -> list[Person]:
        """All active moderators by name."""
        return self._listed(Role.MODERATOR)

    def _listed(self, role: Role | None = None) -> list[Person]:
        query = select(Account.id, Account.name, Account.team_id).where(Account.active)
        if role is not None:
            query = query.where(Account.role == role)
        rows = db.session.execute(query.order_by(Account.name, Account.id))
        return [Person(*row) for row in rows]

    def names(self, account_ids: Iterable[str]) -> Mapping[str, str]:
        """The names of these accounts; of who was erased, the role."""
        wanted = set(account_ids)
        if not wanted:
            return {}
        rows = db.session.execute(NAMES, {"ids": wanted})
        return {row.id: row.name or former(row.role) for row in rows}

    def teams(self) -> Mapping[str, str]:
        """All teams: id to name."""
        rows = db.session.execute(select(Team.id, Team.name).order_by(Team.name))
        return {row.id: row.name for row in rows}

    def team(self, name: str) -> str | None:
        """The id of the team with this name."""
        return db.session.scalar(select(Team.id).where(Team.name == name))

    def above(self, team_id: str | None) -> frozenset[str]:
        """This team and every team over it."""
        return over(team_id, tree())

    def lines(self) -> Mapping[str, frozenset[str]]:
        """Every team with itself and every team over it."""
        parents = tree()
        return {team: over(team, parents) for team in parents}

    def crowd(self, team_id: str | None) -> int:
        """Active members of this team and everything under it; of all teams for None."""
        query = select(func.count()).select_from(Account).where(Account.active)
        if team_id is not None:
            query = query.where(Account.team_id.in_(under(team_id)))
        return db.session.scalar(query) or 0

    def sites(self) -> Mapping[str, str]:
        """All sites: id to name."""
        rows = db.session.execute(select(Site.id, Site.name).order_by(Site.name))
        return {row.id: row.name for row in rows}

    def crowd_at(self, site_id: str) -> int:
        """Active members who work at this site."""
        query = select(func.count()).select_from(Account)
        return db.session.scalar(query.where(Account.active, Account.site_id == site_id)) or 0

    def spread(self) -> Mapping[tuple[str | None, str | None], int]:
        """How many active members there are of each team (without those under it) at each site."""
        where = (Account.team_id, Account.site_id)
        query = select(*where, func.count()).where(Account.active).group_by(*where)
        return {(team, site): count for team, site, count in db.session.execute(query)}

    def below(self, team_ids: Iterable[str]) -> list[str]:
        """The active accounts in these teams and in all under them, in a stable order."""
        teams = frozenset().union(*(under(team_id) for team_id in team_ids))
        query = select(Account.id).where(Account.active, Account.team_id.in_(teams))
        return list(db.session.scalars(query.order_by(Account.id)))

    def collected(self, kid: str) -> int:
        """How many members have collected from a key."""
        return issuance.collected(kid)

    def seated(self, kid: str) -> int:
        """How many have collected from the key of a session without an account."""
        return issuance.seated(kid)

    def roster(self) -> list[str]:
        """Every active account's id, in a stable order: who may collect."""
        query = select(Account.id).where(Account.active).order_by(Account.id)
        return list(db.session.scalars(query))

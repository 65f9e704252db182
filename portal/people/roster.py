"""Taking in people from a CSV file: the whole file or nothing."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from portal.core.access import Role
from portal.core.db import db
from portal.core.languages import gettext as _
from portal.core.tables import Faults, Line, read_table
from portal.people import service
from portal.people.links import INVITATION, make_link
from portal.people.models import Account
from portal.people.passwords import LONGEST, SHORTEST, hash_password

COLUMNS = ("identifier", "name", "email", "team", "parent_team", "site", "role", "password")


@dataclass(frozen=True)
class Taken:
    """How many are new, how many were known, and links for who has no password."""

    new: int
    known: int
    links: list[tuple[str, str]]


def read_people(content: bytes) -> list[Line]:
    """The rows of a people file, all of them good. Raises Invalid or Faults by line."""
    lines = read_table(content, COLUMNS, optional=("email", "parent_team", "site", "password"))
    faults = Faults()
    seen: set[str] = set()
    for line in lines:
        _check(line, seen, faults)
    _check_tree(lines, faults)
    faults.done()
    return lines


def _check(line: Line, seen: set[str], faults: Faults) -> None:
    _check_identifier(line, seen, faults)
    if not 0 < len(line["name"]) <= 64:
        faults.add(line.number, _("name: 1 to 64 characters."))
    if line["role"] not in {role.value for role in Role}:
        faults.add(line.number, _("role: one of member, manager, moderator, admin."))
    if line["password"] and not SHORTEST <= len(line["password"]) <= LONGEST:
        faults.add(
            line.number, _("password: 8 to 256 characters, or empty for an invitation link.")
        )
    if line["email"] and not is_email(line["email"]):
        faults.add(line.number, _("email: this is no address."))


def _check_identifier(line: Line, seen: set[str], faults: Faults) -> None:
    identifier = line["identifier"].casefold()
    if not identifier or len(identifier) > 64 or any(char.isspace() for char in identifier):
        faults.add(line.number, _("identifier: 1 to 64 characters without spaces."))
    elif identifier in seen:
        faults.add(line.number, _("identifier: stands twice in this file."))
    seen.add(identifier)


def is_email(text: str) -> bool:
    """True for something that can be an e-mail address; nobody is asked over the network."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _check_tree(lines: list[Line], faults: Faults) -> None:
    parents = {line["team"]: line["parent_team"] for line in lines if line["parent_team"]}
    for line in lines:
        team, steps = line["team"], 0
        while team and steps <= len(parents):
            team, steps = parents.get(team, ""), steps + 1
        if team:
            faults.add(
                line.number, _("parent_team: these teams stand under each other in a circle.")
            )


def take_people(lines: list[Line]) -> Taken:
    """Write the rows: naming makes teams and sites, and people known before are updated."""
    known = {
        account.identifier: account
        for account in db.session.scalars(
            select(Account).where(Account.identifier.in_(_names(lines)))
        )
    }
    links = []
    for line in lines:
        account = known.get(line["identifier"].casefold()) or Account(
            identifier=line["identifier"].casefold()
        )
        _fill(account, line)
        db.session.add(account)
        db.session.flush()
        if account.password_hash is None:
            links.append((account.identifier, make_link(account, INVITATION)))
    return Taken(len(lines) - len(known), len(known), links)


def _names(lines: list[Line]) -> list[str]:
    return [line["identifier"].casefold() for line in lines]


def _fill(account: Account, line: Line) -> None:
    parent = service.team_named(line["parent_team"])
    team = service.team_named(line["team"], parent)
    site = service.site_named(line["site"])
    if account.role is not None and account.role != line["role"]:
        account.session_epoch = (account.session_epoch or 0) + 1
    account.name, account.email, account.role = line["name"], line["email"] or None, line["role"]
    account.team_id = team.id if team else None
    account.site_id = site.id if site else None
    if line["password"]:
        account.password_hash = hash_password(line["password"])

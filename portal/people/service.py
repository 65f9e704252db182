"""Accounts: finding, making, changing and closing them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.core import audit
from portal.core.access import Actor, Role
from portal.core.db import db
from portal.core.errors import Conflict, Invalid, Missing
from portal.core.languages import gettext as _
from portal.people.models import Account, CalendarFeed, SignInLink, Site, Team
from portal.people.passwords import hash_password, matches

PAGE = 50
# An erased person has no name left.
KNOWN = Account.name != ""
# More than any account's sessions were ended since the backup that was restored.
RESTORED = 1000


def find_account(account_id: str) -> Account:
    """The account with this id, unless its person was erased. Raises Missing."""
    query = (
        select(Account)
        .where(Account.id == account_id, KNOWN)
        .options(joinedload(Account.team), joinedload(Account.site))
    )
    account = db.session.scalars(query).one_or_none()
    if account is None:
        raise Missing(_("There is no such person."))
    return account


def by_identifier(identifier: str) -> Account | None:
    """The account that signs in by this name, in any case of letters."""
    query = select(Account).where(Account.identifier == identifier.strip().casefold())
    return db.session.scalars(query).one_or_none()


def all_accounts(page: int = 1) -> Sequence[Account]:
    """One page of all accounts, active first, by name."""
    query = (
        select(Account)
        .where(KNOWN)
        .options(joinedload(Account.team), joinedload(Account.site))
        .order_by(Account.active.desc(), Account.name, Account.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return db.session.scalars(query).all()


def with_email() -> Iterator[Account]:
    """Everybody active who can be written to, in a stable order, a page at a time."""
    query = select(Account).where(Account.active, Account.email.is_not(None)).order_by(Account.id)
    last = ""
    while rows := db.session.scalars(query.where(Account.id > last).limit(PAGE)).all():
        yield from rows
        last = rows[-1].id


def count_accounts() -> int:
    """How many accounts there are, active or not."""
    return db.session.scalar(select(func.count()).select_from(Account).where(KNOWN)) or 0


def count_active(role: Role | None = None) -> int:
    """How many active accounts there are, of one role or of all."""
    query = select(func.count()).select_from(Account).where(Account.active)
    return db.session.scalar(query.where(Account.role == role) if role else query) or 0


def team_named(name: str, parent: Team | None = None) -> Team | None:
    """The team of this name, made when there is none; None for an empty name."""
    if not name:
        return None
    team = db.session.scalars(select(Team).where(Team.name == name)).one_or_none()
    if team is None:
        team = Team(name=name)
        db.session.add(team)
    if parent is not None and parent is not team:
        db.session.flush()
        team.parent_id = parent.id
    db.session.flush()
    return team


def sites() -> Sequence[Site]:
    """Every site by name; an organisation has few."""
    return db.session.scalars(select(Site).order_by(Site.name)).all()


def find_site(site_id: str) -> Site:
    """The site with this id. Raises Missing."""
    found = db.session.get(Site, site_id)
    if found is None:
        raise Missing(_("There is no such site."))
    return found


def site_named(name: str) -> Site | None:
    """The site of this name, made when there is none; None for an empty name."""
    if not name:
        return None
    site = db.session.scalars(select(Site).where(Site.name == name)).one_or_none()
    if site is None:
        site = Site(name=name)
        db.session.add(site)
        db.session.flush()
    return site


def invite(actor: Actor, account: Account) -> Account:
    """Add a new account. Raises Conflict when the sign-in name is taken."""
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(_("This sign-in name is taken. Choose another.")) from error
    audit.record(actor, "invite", account.id)
    return account


def set_role(actor: Actor, account: Account, role: Role) -> None:
    """Give an account another role; it has to sign in again."""
    check_not_the_last_admin(account, stays=role is Role.ADMIN)
    account.role = role.value
    account.session_epoch += 1
    audit.record(actor, f"role:{role.value}", account.id)


def deactivate(actor: Actor, account: Account) -> None:
    """Close an account: signed out everywhere, links gone, nothing more to collect."""
    check_not_the_last_admin(account, stays=False)
    account.active = False
    account.session_epoch += 1
    drop_links(account)
    audit.record(actor, "deactivate", account.id)


def activate(actor: Actor, account: Account) -> None:
    """Open a closed account again."""
    account.active = True
    audit.record(actor, "activate", account.id)


def check_not_the_last_admin(account: Account, *, stays: bool) -> None:
    """Somebody must be able to run the portal. Raises Invalid for the only active admin."""
    last = account.role == Role.ADMIN and account.active and count_active(Role.ADMIN) == 1
    if last and not stays:
        raise Invalid(_("This is the only admin. Make another one first."))


def change_password(actor: Actor, account: Account, old: str, new: str) -> None:
    """Set a new password and sign out everywhere. Raises Invalid when the old one is wrong."""
    if account.password_hash is not None and not matches(account.password_hash, old):
        raise Invalid(_("The old password is not right."))
    set_password(account, new)
    audit.record(actor, "password", account.id)


def set_password(account: Account, new: str) -> None:
    """Set a password and sign out everywhere. Raises Invalid for a bad one."""
    account.password_hash = hash_password(new)
    account.session_epoch += 1
    drop_links(account)


def sign_out_everywhere(actor: Actor, account: Account) -> None:
    """End every session of this account at its next request."""
    account.session_epoch += 1
    audit.record(actor, "sign-out-everywhere", account.id)


def sign_out_everybody() -> None:
    """End every session, link and feed: after a restore an old one could be good once more."""
    raised = update(Account).values(session_epoch=Account.session_epoch + RESTORED)
    db.session.execute(raised)
    db.session.execute(delete(SignInLink))
    db.session.execute(delete(CalendarFeed))


def set_locale(account: Account, locale: str) -> None:
    """Remember the language that this person reads."""
    account.locale = locale


def drop_links(account: Account) -> None:
    """Take back every one-time link of this account."""
    db.session.query(SignInLink).filter_by(account_id=account.id).delete()


def cast(identifiers: Sequence[str]) -> list[Account]:
    """These accounts with their teams, in this order; for the demo's one-tap sign-in."""
    query = select(Account).where(Account.identifier.in_(identifiers))
    found = {
        row.identifier: row for row in db.session.scalars(query.options(joinedload(Account.team)))
    }
    return [found[identifier] for identifier in identifiers if identifier in found]

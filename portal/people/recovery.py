"""Links by mail: for whom an admin invites, and for whoever lost a password."""

from collections.abc import Iterable

from portal.core import audit, clock, outbox
from portal.core.access import Actor
from portal.core.errors import Invalid
from portal.core.ids import new_id
from portal.core.languages import gettext as _
from portal.core.outbox import Kind
from portal.core.settings import settings
from portal.people import attempts, service
from portal.people.models import Account

# More links than these in a day help nobody, and fill somebody's mailbox.
A_DAY = 3


def can_mail(account: Account) -> bool:
    """True when this person can be sent a link."""
    return settings().mails and bool(account.active and account.email)


def send_link(actor: Actor, account: Account) -> None:
    """Queue a link to this person: an invitation, or a new password. Raises Invalid."""
    if not can_mail(account):
        raise Invalid(_("There is no way to send mail to this person. Hand over a link."))
    invite(account)
    audit.record(actor, "sign-in-link", account.id)


def invite(account: Account) -> None:
    """Queue a link to somebody with an address; of two clicks at once only the first."""
    kind = Kind.INVITATION if account.password_hash is None else Kind.RESET
    today = clock.today()
    number = outbox.of_day(kind, account.id, today)
    outbox.put(kind, account.id, f"{kind}/{account.id}/{today}/{number}", {})


def invite_all(identifiers: Iterable[str]) -> set[str]:
    """Queue a link for each of these who can be sent one; who that is."""
    found = [account for name in identifiers if (account := service.by_identifier(name))]
    mailed = [account for account in found if can_mail(account)]
    for account in mailed:
        invite(account)
    return {account.identifier for account in mailed}


def ask(identifier: str, address: str) -> None:
    """Queue a link for whoever signs in by this name, when there is an address. Raises TooMany.

    The same work for everybody: who is unknown, or has had enough for a day, gets a message to
    nobody, which the sender throws away. `address` only slows down who asks too often.
    """
    name = identifier.casefold()
    attempts.asked(name, address)
    account = service.by_identifier(name)
    known = account.id if account and can_mail(account) else None
    had = outbox.of_day(Kind.RESET, known or "", clock.today())
    outbox.put(Kind.RESET, known if had < A_DAY else None, f"reset/{new_id()}", {})

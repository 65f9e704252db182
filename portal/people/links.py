"""One-time links: the invitation, and the way back in for people without e-mail."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Gone
from portal.core.languages import gettext as _
from portal.people.models import Account, SignInLink

INVITATION = timedelta(days=14)
RESET = timedelta(hours=24)


def _digest(secret: str) -> str:
    return hashlib.sha256(b"portal/link/1" + secret.encode()).hexdigest()


def make_link(account: Account, lives: timedelta) -> str:
    """A secret that lets this person in once; only its digest is kept."""
    secret = secrets.token_urlsafe(24)
    db.session.add(
        SignInLink(
            digest=_digest(secret), account_id=account.id, expires=_naive(clock.now() + lives)
        )
    )
    return secret


def make_reset(actor: Actor, account: Account) -> str:
    """A link for somebody who lost the password: 24 hours, once; earlier links die."""
    db.session.query(SignInLink).filter_by(account_id=account.id).delete()
    audit.record(actor, "sign-in-link", account.id)
    return make_link(account, RESET)


def find_link(secret: str) -> SignInLink:
    """The link of this secret, while it lives. Raises Gone, whatever the reason."""
    link = db.session.get(SignInLink, _digest(secret))
    if link is None or link.expires < _naive(clock.now()):
        raise Gone(_("This link was used or is too old. Ask your admin for a new one."))
    return link


def use_link(secret: str) -> Account:
    """Take the link and hand out its account. Raises Gone when either is no more."""
    link = find_link(secret)
    account = db.session.get_one(Account, link.account_id)
    db.session.delete(link)
    db.session.flush()
    if not account.active:
        raise Gone(_("This link was used or is too old. Ask your admin for a new one."))
    return account


def purge_links() -> int:
    """Delete links that nobody can use any more; how many they were."""
    found = db.session.query(SignInLink).filter(SignInLink.expires < _naive(clock.now()))
    return found.delete()


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)

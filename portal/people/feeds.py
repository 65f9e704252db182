"""The secret address of a calendar: whoever knows it reads one person's days, and no more."""

import hashlib
import secrets

from sqlalchemy import select

from portal.core import audit
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.languages import gettext as _
from portal.people.models import Account, CalendarFeed


def _digest(secret: str) -> str:
    return hashlib.sha256(b"portal/calendar/1" + secret.encode()).hexdigest()


def renew(actor: Actor, account: Account) -> str:
    """A new secret for this person's calendar; only its digest is kept, and an earlier one dies."""
    secret = secrets.token_urlsafe(24)
    found = db.session.get(CalendarFeed, account.id) or CalendarFeed(account_id=account.id)
    found.digest = _digest(secret)
    db.session.add(found)
    audit.record(actor, "calendar", account.id)
    return secret


def end(actor: Actor, account: Account) -> None:
    """From now on the calendar has no address."""
    forget(account.id)
    audit.record(actor, "calendar-off", account.id)


def forget(account_id: str) -> None:
    """Delete the address of somebody who is no longer here."""
    db.session.query(CalendarFeed).filter_by(account_id=account_id).delete()


def is_on(account_id: str) -> bool:
    """True while there is an address."""
    return db.session.get(CalendarFeed, account_id) is not None


def holder_of(secret: str) -> Account:
    """Whose calendar this secret opens. Raises Missing, whatever the reason."""
    query = select(Account).join(CalendarFeed, CalendarFeed.account_id == Account.id)
    found = db.session.scalars(query.where(CalendarFeed.digest == _digest(secret))).one_or_none()
    if found is None or not found.active:
        raise Missing(_("There is no such calendar. Its address may have been renewed."))
    return found

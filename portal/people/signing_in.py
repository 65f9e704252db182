"""Letting somebody in by a name and a password."""

from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.people import attempts, service
from portal.people.models import Account
from portal.people.passwords import matches


def let_in(identifier: str, password: str, address: str, *, known: bool) -> Account:
    """The account of this name and password. Raises Invalid (one sentence for all) or TooMany.

    `address` and `known` (this browser signed in as this name before) only slow down guessing;
    neither is stored.
    """
    name = identifier.casefold()
    attempts.check(name, address, known=known)
    account = service.by_identifier(name)
    right = matches(account.password_hash if account else None, password)
    if account is None or not right or not account.active:
        attempts.failed(name, address, known=known)
        raise Invalid(_("Name or password is not right."))
    return account

"""The first account of an organisation."""

from portal.core.access import Role
from portal.core.db import db, transaction
from portal.people.links import INVITATION, make_link
from portal.people.models import Account


def make_first_admin() -> str:
    """An admin without a password, and the secret of the link that lets it in once."""
    with transaction():
        account = Account(identifier="admin", name="Admin", role=Role.ADMIN.value)
        db.session.add(account)
        db.session.flush()
        return make_link(account, INVITATION)

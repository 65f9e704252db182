"""What each person wants to be told by mail, and the signed word that lets them say no."""

from collections.abc import Collection
from typing import cast

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select

from portal.core.db import db
from portal.core.errors import Missing
from portal.core.languages import gettext as _
from portal.notify.models import SUBJECTS, Refusal
from portal.people import service as people
from portal.people.models import Account


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(cast(str, current_app.config["SECRET_KEY"]), salt="portal/mail/1")


def token_of(account_id: str) -> str:
    """What stands in a mail's link: our own word whose choices it may change, and no more."""
    return str(_signer().dumps(account_id))


def holder_of(token: str) -> Account:
    """The account whose choices this token may change. Raises Missing."""
    try:
        account_id = str(_signer().loads(token))
    except BadSignature:
        raise Missing(_("This link is not whole. Copy it again from the mail.")) from None
    return people.find_account(account_id)


def wanted(account_id: str) -> set[str]:
    """The subjects of which this person wants mail: all, but for what was refused."""
    query = select(Refusal.subject).where(Refusal.account_id == account_id)
    return set(SUBJECTS) - set(db.session.scalars(query))


def choose(account_id: str, subjects: Collection[str]) -> None:
    """From now on tell this person of these subjects alone."""
    db.session.execute(delete(Refusal).where(Refusal.account_id == account_id))
    refused = set(SUBJECTS) - set(subjects)
    db.session.add_all(Refusal(account_id=account_id, subject=one) for one in sorted(refused))

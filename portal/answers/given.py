"""What managers gave to somebody: work that was assigned, blockers that were handed over."""

from datetime import date

from sqlalchemy import select

from portal.answers.models import Decision
from portal.core.db import db

# Under which name a decision says to whom it gives something.
GIVES = {"assign": "owner", "transfer": "to"}


def given_to(account_id: str, first: date, last: date) -> int:
    """How many decisions of these days, both counted, gave this person something."""
    query = select(Decision.kind, Decision.details).where(
        Decision.kind.in_(GIVES), Decision.day >= first, Decision.day <= last
    )
    rows = db.session.execute(query)
    return sum(1 for kind, details in rows if details.get(GIVES[kind]) == account_id)

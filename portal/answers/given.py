"""What somebody has from managers: work, blockers handed over, and those whose time is over."""

from datetime import UTC, date, datetime

from sqlalchemy import func, select

from portal.answers.models import Decision, Hop
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


def overdue_for(account_id: str, now: datetime) -> int:
    """How many blockers are with this person although their time is over."""
    naive = now.astimezone(UTC).replace(tzinfo=None)
    query = select(func.count()).select_from(Hop)
    mine = (Hop.account_id == account_id, Hop.open, Hop.due < naive)
    return db.session.scalar(query.where(*mine)) or 0

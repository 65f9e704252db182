"""What somebody promised with a decision: until which day, for which goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.answers import service
from portal.answers.models import Decision
from portal.core.db import db
from portal.voice import service as voice
from portal.voice.stages import Progress

# Nobody waits for the day any more.
OVER = (Progress.CLAIMED, Progress.CONFIRMED, Progress.DECLINED)


@dataclass(frozen=True)
class Promise:
    """A day that somebody gave; the goal's title, and nothing of what blocks it."""

    id: str
    day: date
    goal: str | None
    post_id: str


def promised_by(account_id: str) -> Sequence[Promise]:
    """The promises of this person that are still to be kept, in no order."""
    query = select(Decision).where(Decision.account_id == account_id, Decision.post_id.is_not(None))
    # Of several on one blocker the last one holds.
    query = query.order_by(Decision.number)
    made = {one.post_id or "": one for one in db.session.scalars(query) if one.details.get("by")}
    found = service.as_blockers(list(voice.find_posts(made).values()))
    return [
        Promise(
            made[one.post.id].id,
            date.fromisoformat(made[one.post.id].details["by"]),
            one.key_result.plain if one.key_result else getattr(one.about, "title", None),
            one.post.id,
        )
        for one in found
        if one.post.progress not in OVER
    ]

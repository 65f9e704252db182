"""What changed because somebody spoke: actions that are done, each under what was talked about."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.core.db import db
from portal.retro.models import Action, Topic


@dataclass(frozen=True)
class Change:
    """What was talked about, as the session named it, and what was done."""

    topic: str
    done: str


def latest(key_result_id: str, most: int = 3) -> list[Change]:
    """The latest changes about a key result, of topics under which something lay."""
    query = select(Topic.title, Action.what).join(Topic, Topic.id == Action.topic_id)
    query = query.where(Action.key_result_id == key_result_id, Action.state == "done")
    query = query.where(Topic.cards.any() | Topic.written.any()).order_by(
        Action.due.desc(), Action.id
    )
    return [Change(title, what) for title, what in db.session.execute(query.limit(most))]

"""When what was decided about a goal: the marks of its chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from portal.answers.board import NO_ANSWER
from portal.answers.models import Decision
from portal.answers.words import sentence
from portal.core.db import db
from portal.voice.models import Post
from portal.voice.stages import PUBLIC


@dataclass(frozen=True)
class Decided:
    """A decision about a goal, as its page tells it already: the day, the kind, the sentence."""

    day: date
    kind: str
    said: str


ABOUT = (
    select(Decision.day, Decision.kind, Decision.details)
    .join(Post, Post.id == Decision.post_id)
    .where(
        Post.target == bindparam("goal"),
        Post.state.in_(PUBLIC),
        Decision.kind.not_in(NO_ANSWER),
        Decision.day >= bindparam("since"),
    )
    .order_by(Decision.day, Decision.id)
    .limit(bindparam("most"))
)


def about(goal: str, since: date, most: int) -> Sequence[Decided]:
    """The decisions on what stands under a goal since a day, in the order of days."""
    rows = db.session.execute(ABOUT, {"goal": goal, "since": since, "most": most})
    return [Decided(row.day, row.kind, sentence(row.kind, row.details)) for row in rows]

"""What somebody promised with a decision: until which day, for which goal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select

from portal.answers import service
from portal.answers.board import AGAIN, NO_ANSWER
from portal.answers.models import Decision
from portal.core.db import db
from portal.okr import service as okr
from portal.voice import rows
from portal.voice import service as voice
from portal.voice.models import Post
from portal.voice.stages import PUBLIC, Progress

# Nobody waits for the day any more.
OVER = (Progress.CLAIMED, Progress.CONFIRMED, Progress.DECLINED)
# What was decided and is not said to be solved: its day is still to be kept.
RUNS = exists().where(
    Post.id == Decision.post_id,
    Post.state.in_(PUBLIC),
    Post.progress.in_((Progress.DECIDED, Progress.DOING)),
)
DAY = Decision.details["by"].as_string()


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


@dataclass(frozen=True)
class Due:
    """A decision whose day comes or is over, and what it was decided on."""

    decision: str
    post_id: str
    day: date


def due(until: date, teams: Collection[str] | None = None) -> list[Due]:
    """The decisions that hold and were promised for this day or an earlier one, in this order.

    On what stands under goals of these teams, of whichever cycle; or under any.
    """
    query = select(Decision.id, Decision.post_id, DAY).where(
        Decision.kind.not_in(NO_ANSWER), ~AGAIN, RUNS, until.isoformat() >= DAY
    )
    made = db.session.execute(query.order_by(DAY, Decision.post_id))
    found = [Due(id_, post_id or "", date.fromisoformat(day)) for id_, post_id, day in made]
    return found if teams is None else _of_teams(found, teams)


def _of_teams(found: Sequence[Due], teams: Collection[str]) -> list[Due]:
    targets = {row.id: row.target for row in rows.of(one.post_id for one in found).values()}
    theirs = {
        id_
        for id_, goal in okr.subjects(targets.values()).items()
        if not goal.team_ids.isdisjoint(teams)
    }
    return [one for one in found if targets.get(one.post_id) in theirs]

"""You said, we did: what was decided, the latest first, and what nobody has answered yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from portal.answers.models import Decision, Hop, Reply
from portal.answers.service import Blocker, as_blockers, works_on
from portal.core import clock
from portal.core.db import db
from portal.okr.readings import dated
from portal.voice import service as voice
from portal.voice.models import Post
from portal.voice.stages import PUBLIC, UNANSWERED, Progress

# What is no answer: a question, and a hand-over.
NO_ANSWER = ("ask", "transfer")
# What is told with the figures of the goal.
TOLD = (Progress.CLAIMED, Progress.CONFIRMED)
# Said to be solved for so long, and nobody has confirmed it: counted apart.
UNCONFIRMED = timedelta(days=14)


@dataclass(frozen=True)
class Result:
    """What came of a decision: where the blocker stands, and the goal's figure before and after."""

    progress: Progress
    before: Decimal | None
    after: Decimal | None
    unit: str
    # The day that was promised, or on which somebody said that it is solved.
    promised: date | None
    claimed: date | None
    # Whether those who say the same, and not the author, said so.
    by_others: bool = False

    @property
    def stale(self) -> bool:
        """True when it was said to be solved so long ago that nobody will confirm it any more."""
        return self.claimed is not None and clock.today() - self.claimed > UNCONFIRMED


@dataclass(frozen=True)
class Answered:
    """A row of the board: what was said, the last decision, and its result."""

    blocker: Blocker
    decision: Decision
    result: Result


LATER = aliased(Decision)
AGAIN = exists().where(
    LATER.post_id == Decision.post_id,
    LATER.number > Decision.number,
    LATER.kind.not_in(NO_ANSWER),
)
# No join: a database would begin it with the posts, of which there are many more than a page.
STANDS = exists().where(
    Post.id == Decision.post_id, Post.state.in_(PUBLIC), Post.progress.not_in(UNANSWERED)
)
DECIDED = (
    select(Decision.post_id, Decision.id)
    .where(Decision.kind.not_in(NO_ANSWER), ~AGAIN, STANDS)
    .order_by(Decision.day.desc(), Decision.post_id.desc())
    .limit(bindparam("size"))
    .offset(bindparam("before"))
)
WAITING = (
    select(Hop.post_id)
    .join(Post, Hop.post_id == Post.id)
    .where(Hop.open, Post.state.in_(PUBLIC), Post.progress.in_(UNANSWERED))
    .order_by(Hop.due, Hop.post_id)
    .limit(bindparam("size"))
)


def decided(*, page: int = 1, size: int = 20) -> dict[str, str]:
    """The last decision on each blocker that has one, by its post, the latest day first."""
    found = db.session.execute(DECIDED, {"size": size, "before": (page - 1) * size})
    return {post_id: decision for post_id, decision in found if post_id}


def unanswered(most: int) -> list[str]:
    """The posts that wait for a decision, the most overdue first."""
    # With two people at once a blocker has two clocks.
    found = db.session.scalars(WAITING, {"size": most * 2})
    return list(dict.fromkeys(id_ for id_ in found if id_))[:most]


def answered(decisions: Iterable[str]) -> list[Answered]:
    """The rows of these decisions, in no order."""
    query = select(Decision).where(Decision.id.in_(set(decisions)))
    found = {one.post_id or "": one for one in db.session.scalars(query)}
    blockers = as_blockers(list(voice.find_posts(found).values()))
    return _with_results([(found[one.post.id], one) for one in blockers])


def _with_results(found: Sequence[tuple[Decision, Blocker]]) -> list[Answered]:
    goals = [one.key_result.id for _decision, one in found if one.key_result]
    readings = dated(goals)
    works = works_on(one.post.id for _decision, one in found)
    return [
        Answered(one, decision, _result(one, decision, readings, works.get(one.post.id, [])))
        for decision, one in found
    ]


def _result(
    blocker: Blocker,
    decision: Decision,
    readings: dict[str, list[tuple[date, Decimal]]],
    works: Sequence[Reply],
) -> Result:
    progress, goal = Progress(blocker.post.progress or Progress.OPEN), blocker.key_result
    before = (
        [value for day, value in readings.get(goal.id, []) if day <= decision.day] if goal else []
    )
    told = progress in TOLD and goal is not None
    claims = [said.day for said in works if said.move == "claim"]
    by = decision.details.get("by")
    return Result(
        progress=progress,
        before=(before[-1] if before else goal.baseline) if told and goal else None,
        after=goal.current if told and goal else None,
        unit=goal.unit if goal else "",
        promised=date.fromisoformat(by) if by else None,
        claimed=claims[-1] if claims and progress is Progress.CLAIMED else None,
        by_others=blocker.post.judged_by_others,
    )

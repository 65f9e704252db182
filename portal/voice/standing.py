"""Where a post stands: which judgement leads from where to where; what is not in it cannot be."""

from enum import StrEnum

from sqlalchemy import func, select

from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.languages import gettext as _
from portal.voice.models import Outcome, Post
from portal.voice.stages import Progress, State


class Judgement(StrEnum):
    """What a moderator does with a post."""

    # Of one that waits.
    APPROVE = "approve"
    REJECT = "reject"
    MASK = "mask"
    SPLIT = "split"
    DUPLICATE = "duplicate"
    ESCALATE = "escalate"
    # Of one that was reported.
    KEEP = "keep"
    WITHDRAW = "withdraw"
    # Of one whose author has asked for a second look; `restore` puts back what was masked before.
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    RESTORE = "restore"


MOVES: dict[tuple[State, Judgement], State] = {
    (State.WAITING, Judgement.APPROVE): State.PUBLISHED,
    (State.WAITING, Judgement.REJECT): State.REJECTED,
    (State.WAITING, Judgement.MASK): State.MASKED,
    (State.WAITING, Judgement.SPLIT): State.SPLIT,
    (State.WAITING, Judgement.DUPLICATE): State.MERGED,
    (State.WAITING, Judgement.ESCALATE): State.WAITING,
    (State.PUBLISHED, Judgement.KEEP): State.PUBLISHED,
    (State.PUBLISHED, Judgement.WITHDRAW): State.REJECTED,
    (State.MASKED, Judgement.KEEP): State.MASKED,
    (State.MASKED, Judgement.WITHDRAW): State.REJECTED,
    (State.REJECTED, Judgement.UPHOLD): State.REJECTED,
    (State.REJECTED, Judgement.OVERTURN): State.PUBLISHED,
    (State.REJECTED, Judgement.RESTORE): State.MASKED,
    (State.MASKED, Judgement.UPHOLD): State.MASKED,
    (State.MASKED, Judgement.OVERTURN): State.PUBLISHED,
}

# What the key log says of a post, whichever judgement brought it there (contract: outcome).
LEAVES = {
    State.WAITING: "escalate",
    State.PUBLISHED: "approve",
    State.REJECTED: "reject",
    State.MASKED: "mask",
    State.SPLIT: "split",
    State.MERGED: "duplicate",
}


def can(post: Post, judgement: Judgement) -> bool:
    """True when the table has this judgement of a post where it stands."""
    return (State(post.state), judgement) in MOVES


def judge(post: Post, judgement: Judgement, reason: str | None) -> State:
    """Move a post; the next release line carries it. Where it stands now.

    Raises Conflict when the table has no such move.
    """
    if not can(post, judgement):
        raise Conflict(_("Another moderator was faster. This post is done."))
    after = MOVES[State(post.state), judgement]
    post.state = after.value
    if after in {State.PUBLISHED, State.MASKED} and post.kind == "blocker":
        post.progress = post.progress or Progress.OPEN.value
    number = _last_number(post) + 1
    db.session.add(Outcome(post_id=post.id, number=number, outcome=LEAVES[after], reason=reason))
    return after


def _last_number(post: Post) -> int:
    query = select(func.max(Outcome.number)).where(Outcome.post_id == post.id)
    return db.session.scalar(query) or 0

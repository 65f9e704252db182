"""A blocker's life: which move leads from where to where; what is not in the table cannot be."""

from enum import StrEnum

from portal.core.errors import Conflict
from portal.core.languages import gettext as _
from portal.voice.models import Post
from portal.voice.stages import Progress


class Move(StrEnum):
    """What somebody does with a published blocker."""

    SEE = "see"
    ASK = "ask"
    ANSWER = "answer"
    DECIDE = "decide"
    DECLINE = "decline"
    START = "start"
    CLAIM = "claim"
    CONFIRM = "confirm"
    DENY = "deny"


# A decision can be added to, never taken back; a no may become a yes. Only whoever said it, by
# receipt, or enough of those who say the same can say that it is solved: until then somebody
# claims so. What the others said, the author may still turn round (asks_author).
MOVES: dict[tuple[Progress, Move], Progress] = {
    (Progress.OPEN, Move.SEE): Progress.SEEN,
    (Progress.OPEN, Move.ASK): Progress.ASKED,
    (Progress.OPEN, Move.DECIDE): Progress.DECIDED,
    (Progress.OPEN, Move.DECLINE): Progress.DECLINED,
    (Progress.SEEN, Move.ASK): Progress.ASKED,
    (Progress.SEEN, Move.DECIDE): Progress.DECIDED,
    (Progress.SEEN, Move.DECLINE): Progress.DECLINED,
    (Progress.ASKED, Move.ANSWER): Progress.SEEN,
    (Progress.ASKED, Move.DECIDE): Progress.DECIDED,
    (Progress.ASKED, Move.DECLINE): Progress.DECLINED,
    (Progress.DECIDED, Move.DECIDE): Progress.DECIDED,
    (Progress.DECIDED, Move.START): Progress.DOING,
    (Progress.DECIDED, Move.CLAIM): Progress.CLAIMED,
    (Progress.DECLINED, Move.DECIDE): Progress.DECIDED,
    (Progress.DOING, Move.DECIDE): Progress.DOING,
    (Progress.DOING, Move.CLAIM): Progress.CLAIMED,
    (Progress.CLAIMED, Move.CONFIRM): Progress.CONFIRMED,
    (Progress.CLAIMED, Move.DENY): Progress.REOPENED,
    (Progress.CONFIRMED, Move.DENY): Progress.REOPENED,
    (Progress.REOPENED, Move.ASK): Progress.ASKED,
    (Progress.REOPENED, Move.DECIDE): Progress.DECIDED,
    (Progress.REOPENED, Move.DECLINE): Progress.DECLINED,
    (Progress.REOPENED, Move.CONFIRM): Progress.CONFIRMED,
}


def can(post: Post, move: Move) -> bool:
    """True when the table has this move from where the blocker stands."""
    return (_now(post), move) in MOVES


def go(post: Post, move: Move) -> None:
    """Move a blocker. Raises Conflict when the table has no such move."""
    if not can(post, move):
        raise Conflict(_("The blocker has moved on, and this cannot follow. Load the page again."))
    post.progress = MOVES[_now(post), move].value


def asks_author(post: Post) -> bool:
    """True while the author may say whether it is solved: none but a claim or the others did."""
    turns = {Progress.CONFIRMED, Progress.REOPENED} if post.judged_by_others else set()
    return _now(post) in {Progress.CLAIMED, *turns}


def answered(post: Post) -> None:
    """The author has answered a question: it is for the manager to decide again."""
    if can(post, Move.ANSWER):
        go(post, Move.ANSWER)


def _now(post: Post) -> Progress:
    return Progress(post.progress or Progress.OPEN)

"""Where a post stands, and a blocker on its way; and the words for what is about no goal."""

from enum import StrEnum

UNSURE = "unsure"
REPLY = "reply"


class State(StrEnum):
    """Where a post stands; a blocker's progress is another thing (contract: post `state`)."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"
    MASKED = "masked"
    MERGED = "merged"
    SPLIT = "split"


# What everybody may read.
PUBLIC = (State.PUBLISHED, State.MASKED)


class Progress(StrEnum):
    """Where a blocker stands on its way to an answer."""

    OPEN = "open"
    SEEN = "seen"
    ASKED = "asked"
    DECIDED = "decided"
    DECLINED = "declined"
    DOING = "doing"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"


# What still waits for a decision.
UNANSWERED = (Progress.OPEN, Progress.SEEN, Progress.ASKED, Progress.REOPENED)

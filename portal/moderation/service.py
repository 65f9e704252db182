"""What other rooms ask of the queue: who judges what, and a decision that counts at once."""

from portal.core.access import Actor
from portal.moderation import cases, judging, listing
from portal.moderation.cases import (
    Case,
    Exhibit,
    concerns,
    find_case,
    find_exhibit,
    see,
)
from portal.moderation.judging import Asked
from portal.voice import service as voice

__all__ = [
    "Case",
    "Exhibit",
    "concerns",
    "count",
    "decide",
    "find_case",
    "find_exhibit",
    "queue",
    "see",
]


def queue(actor: Actor, secret: str) -> list[Case]:
    """Everything that waits and does not concern this moderator, urgent ones first."""
    tabs = listing.queue(actor, secret).tabs
    ids = [*tabs[listing.Tab.URGENT], *tabs[listing.Tab.NEW]]
    posts = voice.find_posts(ids)
    return cases.cases([posts[id_] for id_ in ids])


def count(actor: Actor) -> int:
    """How many posts this moderator may judge."""
    return listing.queue(actor, "").waits()


def decide(actor: Actor, case: Case, outcome: str, reason: str | None, target: str = "") -> None:
    """Judge a post so that it counts at once. Raises Invalid, Forbidden, Conflict, Missing.

    `target` gives a post about no goal in particular to a key result.
    """
    judging.apply(actor, case, Asked(outcome, reason, target=target))

"""Ballots of a retrospective: hidden until all are counted, replaceable until then (protocol 8)."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from portal.anonymity import tokens
from portal.core.db import transaction
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.voice import entry, envelope, inbox, service, unseen
from portal.voice.entry import Presented
from portal.voice.sweeping import sweep


@dataclass(frozen=True)
class Tally:
    """How many ballots there were, and the dots of each topic; none with too few ballots."""

    cast: int
    dots: Mapping[str, int] | None


@dataclass(frozen=True)
class Rules:
    """Which topics there are, how many dots a ballot has, and how many one topic may get."""

    topics: Collection[str]
    dots: int
    most: int


def read_ballot(found: dict[str, Any]) -> tuple[Presented, Any]:
    """The fields of a ballot. Raises Problem (400) for any other shape."""
    envelope.only(found, (*entry.FIELDS, "votes"))
    return entry.read_token(found), found["votes"]


def submit(token: Presented, votes: Any, rules: Rules, epoch: str) -> None:
    """Put a whole ballot into the inbox; another one of the same token takes its place.

    Raises Invalid for a topic that there is not and for too many dots, Gone after the close,
    Conflict for a ballot that was counted.
    """
    check(votes, rules)
    if not entry.is_taken(token.kid):
        raise entry.closed(token.kid)
    nullifier = tokens.nullifier(token.kid, token.msg)
    service.refuse_moved(nullifier)
    held = {"kid": token.kid, "ballot": unseen.session_of(token, "ballot"), "votes": votes}
    inbox.lay(nullifier, held | {"hold": "close"}, epoch, replacing=True)


def check(votes: Any, rules: Rules) -> None:
    """Refuse (Invalid, slug `votes`) a ballot that the room's page would not itself send."""
    right = isinstance(votes, dict) and all(type(one) is int and one > 0 for one in votes.values())
    if not right or not set(votes) <= set(rules.topics):
        raise Invalid(_("This ballot does not fit the topics. Load the page again."), "votes")
    if sum(votes.values()) > rules.dots or any(one > rules.most for one in votes.values()):
        raise Invalid(
            _(
                "At most %(dots)d dots, and %(most)d for one topic.",
                dots=rules.dots,
                most=rules.most,
            ),
            "votes",
        )


def close(session_id: str, floor: int, keep: Callable[[Tally], None]) -> None:
    """Count the ballots of a session, keep the tally, and destroy them; what is over stays so.

    `keep` runs in the transaction that marks the tokens as spent: no crash comes between. With
    fewer than `floor` nothing is counted: somebody could work out who chose what.
    """
    found = unseen.of_session(session_id, "ballot")
    dots: Counter[str] = Counter()
    for one in found:
        dots.update(one.held["votes"])
    with transaction():
        if found:
            unseen.spend(found)
        keep(Tally(len(found), dots if len(found) >= floor else None))
    if found:
        sweep()

"""What lies in the inbox for a session, unseen until cards are revealed or votes counted."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import insert

from portal.anonymity.sealing import SealBroken
from portal.core.db import db
from portal.voice import entry, inbox, sweeping
from portal.voice.entry import Presented
from portal.voice.keys import entries
from portal.voice.models import Spent
from portal.voice.moving import unmoved

# What a session waits for, by the name of the field that holds its id.
KINDS = ("card", "ballot", "poll")


class Unseen(NamedTuple):
    """An opened row: the mark of its token, and what it holds."""

    nullifier: bytes
    held: dict[str, Any]


def session_of(token: Presented, *kinds: str) -> str:
    """The session whose key has signed a token. Raises Forbidden for any other."""
    entry.check_token(token, *kinds)
    return entries()[token.kid].scope


def of_session(session_id: str, kind: str) -> list[Unseen]:
    """What waits for a session, of one of KINDS: for its reveal or close alone."""
    return _waiting(session_id, [kind])


def drop(session_id: str) -> None:
    """Destroy what came too late for a session that is over."""
    if found := _waiting(session_id, KINDS):
        sweeping.drop([one.nullifier for one in found])


def _waiting(session_id: str, kinds: Iterable[str]) -> list[Unseen]:
    opened = (Unseen(n, _opened(n, sealed)) for n, sealed in unmoved())
    return [one for one in opened if any(one.held.get(kind) == session_id for kind in kinds)]


def _opened(nullifier: bytes, sealed: bytes) -> dict[str, Any]:
    try:
        return inbox.open_held(nullifier, sealed)
    except SealBroken:
        return {}


def spend(found: Iterable[Unseen]) -> None:
    """Mark their tokens as spent, in the order of bytes that mean nothing; a sweep may follow."""
    marks = sorted((one.nullifier, one.held["kid"]) for one in found)
    rows = [{"nullifier": mark, "kid": kid, "until": None} for mark, kid in marks]
    db.session.execute(insert(Spent), rows)

"""A round of a poll in a session: hidden until it ends, replaceable until then (protocol 7, 8)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert

from portal.anonymity.acts import Act, mark
from portal.anonymity.keystore import Keystore
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.languages import gettext as _
from portal.voice import acts, entry, inbox, unseen
from portal.voice.entry import Presented
from portal.voice.keys import entries, keys_folder
from portal.voice.models import ActRow
from portal.voice.sweeping import sweep


@dataclass(frozen=True)
class Round:
    """What a session asks now: its name there, and which answers there are."""

    session: str
    name: str
    values: range

    @property
    def object(self) -> str:
        """What an act of it is about."""
        return f"{self.session}/{self.name}"


def is_of_session(token: Presented) -> bool:
    """True for a token of the ballots of some session; nobody has looked at its signature yet."""
    found = entries().get(token.kid)
    return found is not None and found.kind == "ballot"


def mark_of(token: Presented, about: str) -> bytes:
    """What marks that a token took part in something of a session: the token is not used up.

    Raises Forbidden for a token that no key of ballots has signed, Gone when its key takes none.
    """
    entry.check_token(token, "ballot")
    if not entry.is_taken(token.kid):
        raise entry.closed(token.kid)
    pepper = Keystore(keys_folder()).pepper(token.kid)
    return mark(pepper, token.kid, token.msg, Act.POLL, about)


def submit(token: Presented, asked: Round, value: int, epoch: str) -> None:
    """Put an answer into the inbox; another one of the same token takes its place.

    Raises Invalid for an answer that there is not, Conflict for one that was counted.
    """
    if value not in asked.values:
        raise Invalid(_("There is no such answer. Load the page again."), "value")
    marked = mark_of(token, asked.object)
    if acts.known([marked]):
        raise Conflict(_("This was counted already."), "spent")
    held = {"kid": token.kid, "poll": asked.session, "round": asked.name, "value": value}
    inbox.lay(marked, held | {"hold": "close"}, epoch, replacing=True)


def close(
    session_id: str, name: str, floor: int, keep: Callable[[Sequence[int] | None], None]
) -> None:
    """Give the answers of a round, sorted, to `keep`, and destroy them.

    None instead of them with fewer than `floor`: somebody could work out who said what. What came
    too late for an earlier round goes along uncounted.
    """
    found = unseen.of_session(session_id, "poll")
    values = sorted(one.held["value"] for one in found if one.held["round"] == name)
    with transaction():
        _remember(found)
        keep(values if len(values) >= floor else None)
    if found:
        sweep()


def _remember(found: Iterable[unseen.Unseen]) -> None:
    """Keep their marks, so that none is counted twice: without their values, in no order."""
    rows = [
        {"mark": one.nullifier, "act": Act.POLL, "object": one.held["poll"], "value": None}
        for one in sorted(found, key=lambda one: one.nullifier)
    ]
    if rows:
        db.session.execute(insert(ActRow), rows)


def forget(session_id: str) -> None:
    """Delete the marks of a session that is over: its peppers are gone, they mark nothing."""
    mine = (ActRow.act == Act.POLL) & (ActRow.object == session_id)
    db.session.execute(delete(ActRow).where(mine))

"""Issuing tokens: here it knows who, and never sees a token that could be used (protocol 4)."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, text, update

from portal.anonymity.blindrsa import PrivateKey, sign
from portal.anonymity.encoding import b64u, unb64u
from portal.anonymity.keylog import KINDS, KeyEntry
from portal.anonymity.keystore import Keystore
from portal.core.db import reading, writing
from portal.core.errors import Conflict, Gone, Problem
from portal.core.ids import LENGTH, new_id
from portal.core.languages import gettext as _
from portal.people.models import ALLOWANCE
from portal.voice.keys import entries, keys_folder, public_key

NOTHING = bytes(32)
# Who has a seat in a room and no account: what stands before an id that leads nowhere.
SEAT = "seat-"
COLLECTABLE = {"published", "open"}


def _malformed() -> Problem:
    return Problem(_("The request is not of the form that this address takes."), "malformed")


def read_request(body: Any) -> tuple[KeyEntry, list[bytes]]:
    """The key and the blinded messages of a request. Raises Problem (400) or Gone (410)."""
    if not isinstance(body, dict) or set(body) != {"v", "kid", "blinded"}:
        raise _malformed()
    if type(body["v"]) is not int or body["v"] != 1:
        raise _malformed()
    kid, texts = body["kid"], body["blinded"]
    entry = entries().get(kid) if isinstance(kid, str) else None
    if entry is None or entry.state not in COLLECTABLE:
        raise Gone(_("This key is not to be collected now."), "closed")
    return entry, _blinded(entry, texts)


def _blinded(entry: KeyEntry, texts: Any) -> list[bytes]:
    public = public_key(entry.kid)
    right = isinstance(texts, list) and all(isinstance(text, str) for text in texts)
    if not right or len(texts) != entry.quota or len(set(texts)) != entry.quota or public is None:
        raise _malformed()
    try:
        found = [unb64u(text, public.size) for text in texts]
    except ValueError as error:
        raise _malformed() from error
    if not all(1 < int.from_bytes(one) < public.n - 1 for one in found):
        raise _malformed()
    return found


def collect(
    account_id: str, entry: KeyEntry, blinded: Sequence[bytes], folder: Keystore
) -> list[str]:
    """Sign a member's blinded messages, `quota` of them. Raises Conflict over the cap.

    The same request again costs nothing: the answer may have been lost on the way.
    """
    _count(account_id, entry, hashlib.sha256(b"".join(blinded)).digest())
    key = folder.signer(entry.kid)
    return [_signature(key, one) for one in blinded]


def seat(entry: KeyEntry, blinded: Sequence[bytes], seats: int, folder: Keystore) -> list[str]:
    """Sign for somebody without an account, `quota` messages a seat; the same again is no other.

    Raises Conflict when all seats are taken.
    """
    _sit_down(entry, hashlib.sha256(b"".join(blinded)).digest(), seats)
    key = folder.signer(entry.kid)
    return [_signature(key, one) for one in blinded]


def _sit_down(entry: KeyEntry, request: bytes, seats: int) -> None:
    mine = (ALLOWANCE.c.kid == entry.kid) & ALLOWANCE.c.account_id.startswith(SEAT)
    row = {"kid": entry.kid, "account_id": f"{SEAT}{new_id()}"[:LENGTH], "n": entry.quota}
    with writing("issuance") as connection:
        if connection.dialect.name != "sqlite":
            connection.execute(text("LOCK TABLE allowance IN SHARE ROW EXCLUSIVE MODE"))
        taken = connection.scalars(select(ALLOWANCE.c.request).where(mine)).all()
        if request in taken:
            return
        if len(taken) >= seats:
            raise Conflict(_("All seats of this room are taken."), "cap")
        connection.execute(ALLOWANCE.insert(), [row | {"request": request}])


def _signature(key: PrivateKey, blinded: bytes) -> str:
    return b64u(sign(key, blinded))


def _count(account_id: str, entry: KeyEntry, request: bytes) -> None:
    mine = (ALLOWANCE.c.kid == entry.kid) & (ALLOWANCE.c.account_id == account_id)
    room = ALLOWANCE.c.n + entry.quota <= entry.cap
    with writing("issuance") as connection:
        again = select(ALLOWANCE.c.n).where(mine, ALLOWANCE.c.request == request)
        if connection.scalar(again):
            return
        change = update(ALLOWANCE).where(mine, room)
        taken = connection.execute(change.values(n=ALLOWANCE.c.n + entry.quota, request=request))
    if taken.rowcount != 1:
        raise Conflict(_("All tokens of this key have been collected."), "cap")


def collected(kid: str) -> int:
    """How many members have collected from a key."""
    return _count_rows(kid, ~ALLOWANCE.c.account_id.startswith(SEAT))


def seated(kid: str) -> int:
    """How many have collected from the key of a session without an account."""
    return _count_rows(kid, ALLOWANCE.c.account_id.startswith(SEAT))


def _count_rows(kid: str, whose: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(ALLOWANCE)
    query = query.where(ALLOWANCE.c.kid == kid, ALLOWANCE.c.request != NOTHING, whose)
    with reading("issuance") as connection:
        return connection.scalar(query) or 0


@dataclass(frozen=True)
class Again:
    """What an own device may fetch once more: from which key, as which time of how many."""

    kid: str
    time: int
    most: int


def again(account_id: str, entry: KeyEntry | None) -> Again | None:
    """What is left to this member of a key: None when there is no key or nothing is left."""
    if entry is None:
        return None
    mine = (ALLOWANCE.c.kid == entry.kid) & (ALLOWANCE.c.account_id == account_id)
    with reading("issuance") as connection:
        taken = connection.scalar(select(ALLOWANCE.c.n).where(mine))
    if taken is None or taken + entry.quota > entry.cap:
        return None
    return Again(entry.kid, taken // entry.quota + 1, entry.cap // entry.quota)


def issued(kid: str) -> int:
    """How many signatures of a key were given; who left counts with the whole cap."""
    query = select(func.coalesce(func.sum(ALLOWANCE.c.n), 0))
    with reading("issuance") as connection:
        return connection.scalar(query.where(ALLOWANCE.c.kid == kid)) or 0


def rewrite(roster: Iterable[str], live: dict[str, int]) -> None:
    """Write the whole table anew in roster order: no page then tells who came when.

    `live` maps each key that is still collectable to its cap. Somebody who left gets n = cap: the
    row stays, and collects nothing. A key of a session stays with those whom that has invited.
    """
    present, open_to_all = set(roster), _of_everybody(live)
    with writing("issuance") as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if not on_sqlite:
            # What somebody collects from here on waits, and is counted in the new rows.
            connection.execute(text("LOCK TABLE allowance IN ACCESS EXCLUSIVE MODE"))
        kept = {
            (row.kid, row.account_id): (row.n, row.request)
            for row in connection.execute(select(ALLOWANCE))
            if row.kid in live
        }
        # Deleted rows would lie in PostgreSQL's pages for a while, in the order of collecting.
        connection.execute(delete(ALLOWANCE) if on_sqlite else text("TRUNCATE allowance"))
        rows = [
            _row(kid, account_id, kept, cap if not _is_here(account_id, present) else None)
            for kid, cap in sorted(live.items())
            for account_id in sorted(
                (present if kid in open_to_all else set())
                | {who for key, who in kept if key == kid}
            )
        ]
        if rows:
            connection.execute(ALLOWANCE.insert(), rows)


def _is_here(account_id: str, present: Collection[str]) -> bool:
    return account_id in present or account_id.startswith(SEAT)


def _of_everybody(kids: Iterable[str]) -> set[str]:
    """Which of these keys are no session's, so that all members have a row."""
    known = entries()
    return {kid for kid in kids if not KINDS[known[kid].kind].of_session}


def lacks(live: Iterable[str]) -> bool:
    """True when a key of all has no rows: a crash came between its line and them."""
    with reading("issuance") as connection:
        known = set(connection.scalars(select(ALLOWANCE.c.kid).distinct()))
    return not _of_everybody(live) <= known


def _row(
    kid: str, account_id: str, kept: dict[tuple[str, str], tuple[int, bytes]], cap: int | None
) -> dict[str, Any]:
    n, request = kept.get((kid, account_id), (0, NOTHING))
    return {
        "kid": kid,
        "account_id": account_id,
        "n": n if cap is None else cap,
        "request": request,
    }


def admit(account_id: str) -> None:
    """A new member may collect from every live key of all: the row comes with the account."""
    found = (one for one in entries().values() if not KINDS[one.kind].of_session)
    rows = [_row(one.kid, account_id, {}, None) for one in found if one.state in COLLECTABLE]
    with writing("issuance") as connection:
        if rows:
            connection.execute(ALLOWANCE.insert(), rows)


def invite(kid: str, accounts: Iterable[str]) -> None:
    """These may collect from the key of a session; who could already keeps what was counted."""
    with writing("issuance") as connection:
        query = select(ALLOWANCE.c.account_id).where(ALLOWANCE.c.kid == kid)
        new = sorted({*accounts} - {*connection.scalars(query)})
        if new:
            rows = [_row(kid, account_id, {}, None) for account_id in new]
            connection.execute(ALLOWANCE.insert(), rows)


def retire(account_id: str) -> None:
    """Somebody who left collects nothing more: n = cap, in place."""
    with writing("issuance") as connection:
        for entry in entries().values():
            mine = (ALLOWANCE.c.kid == entry.kid) & (ALLOWANCE.c.account_id == account_id)
            connection.execute(update(ALLOWANCE).where(mine).values(n=entry.cap))


def folder() -> Keystore:
    """The private keys of this data folder. Raises KeysUnavailable."""
    return Keystore(keys_folder())

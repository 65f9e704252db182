"""The release: the shuffled move from the inbox to the moderators' queue (protocol 6)."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import SystemRandom
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from portal.anonymity import keylog, loglines
from portal.anonymity.acts import Act
from portal.anonymity.releasing import Hold, Kind, Row, Window, part
from portal.anonymity.sealing import SealBroken
from portal.anonymity.vault import locked
from portal.core.db import db, reading, transaction
from portal.core.settings import settings
from portal.voice import photos, polls, schedule, unseen
from portal.voice.acts import Acted
from portal.voice.appealing import Appealed
from portal.voice.inbox import open_held, open_photos
from portal.voice.keys import entries, log_folder
from portal.voice.models import INBOX_ROW, Release
from portal.voice.moving import Moving, Said, move, moved, unmoved
from portal.voice.sweeping import recount, sweep
from portal.voice.verdicts import Verdict

What = TypeVar("What")

log = logging.getLogger(__name__)
_random = SystemRandom()


@dataclass(frozen=True)
class Moved:
    """Its batch (None: done before, or nothing urgent), posts moved, posts that wait."""

    batch: int | None
    moved: int
    kept: int


def release(
    at: datetime, key: Ed25519PrivateKey, under_floor: Iterable[str], kind: Kind = Kind.FIXED
) -> Moved:
    """Move what may be moved at this instant; run again for the same minute it moves nothing.

    `key` signs the key log; `under_floor` names keys that too few members have collected. A
    crash at any point is healed by the next run: what is in `spent` has been moved, and only then
    leaves the inbox.
    """
    retired = {kid for kid, entry in entries().items() if entry.state in {"retired", "closed"}}
    window = Window(kind, retired, frozenset(under_floor))
    # What another release has just laid there would seem to be left over from a crash.
    with locked(photos.folder()):
        opened = _unmoved()
        ready, kept = part(opened.posts, window)
        acts = (row for row in opened.acts if _is_ripe(row.item, at))
        acted, judged = part(acts, window)[0], part(opened.verdicts, window)[0]
        appealed, pushed = part(opened.appeals, window)[0], part(opened.pushes, window)[0]
        moving = Moving(_laid(ready, at), acted, judged, appealed, pushed)
        batch = None if kind == Kind.URGENT and not moving.posts else move(moving, at, kind)
        photos.settle()
    _write_lines(key)
    if kind == Kind.FIXED:
        recount()
    sweep()
    return Moved(batch, len(moving.posts) if batch else 0, len(kept))


def finish(key: Ed25519PrivateKey) -> None:
    """Do what a release that broke off has left undone; it moves nothing."""
    with locked(photos.folder()):
        photos.settle()
    _write_lines(key)
    sweep()


def _is_ripe(acted: Acted, at: datetime) -> bool:
    """Answers to a week's question wait for its end, so that no part of them is ever counted."""
    return acted.act is not Act.POLL or polls.is_over(acted.object, at.date())


@dataclass
class Opened:
    """What lies in the inbox and has not been moved: posts, verdicts, acts, appeals, pushes."""

    posts: list[Row[Said]] = field(default_factory=list)
    verdicts: list[Row[Verdict]] = field(default_factory=list)
    acts: list[Row[Acted]] = field(default_factory=list)
    appeals: list[Row[Appealed]] = field(default_factory=list)
    pushes: list[Row[str]] = field(default_factory=list)


def _unmoved() -> Opened:
    opened = Opened()
    for nullifier, sealed in unmoved():
        _add(opened, nullifier, sealed)
    return opened


def _add(opened: Opened, nullifier: bytes, sealed: bytes) -> None:
    try:
        held = open_held(nullifier, sealed)
    except SealBroken:
        _leave()
        return
    if not held.keys().isdisjoint(unseen.KINDS):
        # Its session reveals or counts it, with the others of it.
        return
    if "item" in held:
        opened.posts.append(_row(nullifier, held, _said(held)))
    if "escalate" in held:
        opened.pushes.append(_row(nullifier, held, str(held["escalate"])))
    elif "item" not in held:
        _add_other(opened, nullifier, held)


def _add_other(opened: Opened, nullifier: bytes, held: dict[str, Any]) -> None:
    if "appeal" in held:
        opened.appeals.append(_row(nullifier, held, Appealed(held["appeal"], held["body"])))
    elif "verdict" in held:
        opened.verdicts.append(_row(nullifier, held, Verdict(held["post"], held["verdict"])))
    else:
        acted = Acted(Act(held["act"]), held["object"], held["value"])
        opened.acts.append(_row(nullifier, held, acted))


def _row(nullifier: bytes, held: dict[str, Any], what: What) -> Row[What]:
    return Row(nullifier, what, Hold(held["hold"]), held["kid"])


def _said(held: dict[str, Any]) -> Said:
    mailbox = bytes.fromhex(held["mailbox"]) if held["mailbox"] else None
    # Held before there were posters, or a reply: neither says anything of one.
    poster = held.get("poster", False)
    return Said(held["item"], bytes.fromhex(held["commitment"]), mailbox, by_poster=poster)


def _leave() -> None:
    """Say that a row cannot be opened: it stays, and keeps nobody else from being heard."""
    log.error("a row of the inbox cannot be opened")


def _laid(ready: Sequence[Row[Said]], at: datetime) -> list[Row[Said]]:
    """The same rows when their photos lie in uploads/, in an order of their own and one by one.

    Before the transaction, for files take their time: a crash leaves files without rows, which the
    next run takes away, and the rows of the inbox as they were.
    """
    rows = list(ready)
    _random.shuffle(rows)
    laid = (_with_photos(row, at) if row.item.item["photos"] else row for row in rows)
    return [row for row in laid if row]


def _with_photos(row: Row[Said], at: datetime) -> Row[Said] | None:
    epoch = schedule.epoch_of(settings(), at.date())
    try:
        found = _photos(row.nullifier)
    except SealBroken:
        _leave()
        return None
    names = tuple(photos.lay(one, epoch, at.date()) for one in found)
    return replace(row, item=replace(row.item, photos=names))


def _photos(nullifier: bytes) -> list[bytes]:
    query = select(INBOX_ROW.c.photos).where(INBOX_ROW.c.nullifier == nullifier)
    with reading("inbox") as connection:
        sealed = connection.scalar(query)
    return open_photos(nullifier, bytes(sealed or b""))


def _write_lines(key: Ed25519PrivateKey) -> None:
    """Append the lines that the key log still lacks, oldest first."""
    query = select(Release).where(Release.seq.is_(None), Release.root != "").order_by(Release.batch)
    for row in list(db.session.scalars(query)):
        written = _written(row)
        if written is None and keylog.read(log_folder()).lines:
            line = keylog.Release(day=row.day.isoformat(), batch=row.batch, root=row.root)
            written = len(keylog.append(log_folder(), key, line).lines) - 1
        with transaction() as session:
            session.get_one(Release, row.batch).seq = written


def _written(row: Release) -> int | None:
    """The line of this release when a crash came between the log and the database.

    Told by its root: after a restore another release may have had the same number.
    """
    for seq, raw in enumerate(keylog.read(log_folder()).lines):
        line = loglines.parse(raw).line
        if isinstance(line, keylog.Release) and (line.batch, line.root) == (row.batch, row.root):
            return seq
    return None


def is_whole() -> bool:
    """True when no release broke off: what was moved is swept, and the log has its lines."""
    with reading("inbox") as connection:
        held = [bytes(one) for one in connection.scalars(select(INBOX_ROW.c.nullifier))]
    lacking = select(Release.batch).where(Release.seq.is_(None), Release.root != "")
    unwritten = db.session.scalars(lacking).first() is not None
    return not moved(held) and not (unwritten and keylog.read(log_folder()).lines)

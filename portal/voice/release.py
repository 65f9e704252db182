"""The release: the shuffled move from the inbox to the moderators' queue (protocol 6)."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import SystemRandom
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, insert, select, text, update

from portal.anonymity import keylog, loglines, merkle
from portal.anonymity.releasing import Hold, Kind, Row, Window, part, shuffled
from portal.anonymity.sealing import SealBroken
from portal.anonymity.vault import locked
from portal.core.db import alone, batched, db, reading, settle, transaction, writing
from portal.core.ids import new_id
from portal.core.settings import settings
from portal.voice import photos, schedule
from portal.voice.inbox import open_held, open_photos
from portal.voice.keys import entries, log_folder
from portal.voice.models import INBOX_ROW, Outcome, Photo, Post, Release, Spent, State
from portal.voice.rendering import seal_item

log = logging.getLogger(__name__)
_random = SystemRandom()


@dataclass(frozen=True)
class Moved:
    """Its batch (None: done before, or nothing urgent), posts moved, posts that wait."""

    batch: int | None
    moved: int
    kept: int


@dataclass(frozen=True)
class Said:
    """An opened inbox row's content, on its way to becoming a post."""

    item: dict[str, Any]
    commitment: bytes
    mailbox: bytes | None
    # The names of its sealed files, which lie beside their places.
    photos: tuple[str, ...] = ()


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
        ready, kept = part(_unmoved(), window)
        moving = _laid(ready, at)
        batch = None if kind == Kind.URGENT and not moving else _move(moving, at, kind)
        photos.settle()
    _write_lines(key)
    _sweep()
    return Moved(batch, len(moving) if batch else 0, len(kept))


def _unmoved() -> list[Row[Said]]:
    with reading("inbox") as connection:
        query = select(INBOX_ROW.c.nullifier, INBOX_ROW.c.sealed)
        found = [(bytes(n), bytes(s)) for n, s in connection.execute(query)]
    gone = _spent(nullifier for nullifier, _sealed in found)
    rows = (_row(nullifier, sealed) for nullifier, sealed in found if nullifier not in gone)
    return [row for row in rows if row]


def _spent(nullifiers: Iterable[bytes]) -> set[bytes]:
    gone = set()
    for some in batched(nullifiers):
        query = select(Spent.nullifier).where(Spent.nullifier.in_(some))
        gone |= {bytes(one) for one in db.session.scalars(query)}
    return gone


def _row(nullifier: bytes, sealed: bytes) -> Row[Said] | None:
    try:
        held = open_held(nullifier, sealed)
    except SealBroken:
        _leave()
        return None
    mailbox = bytes.fromhex(held["mailbox"]) if held["mailbox"] else None
    said = Said(held["item"], bytes.fromhex(held["commitment"]), mailbox)
    return Row(nullifier, said, Hold(held["hold"]), held["kid"])


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


def _move(moving: Sequence[Row[Said]], at: datetime, kind: Kind) -> int | None:
    kids = {row.nullifier: row.kid for row in moving}
    nullifiers, said = shuffled(moving)
    said = _once(said)
    epoch = schedule.epoch_of(settings(), at.date())
    with transaction() as session:
        slot = schedule.slot(at) + ("!" if kind == Kind.URGENT else "")
        if session.scalar(select(Release.batch).where(Release.slot == slot)) is not None:
            return None
        batch = (session.scalar(select(func.max(Release.batch))) or 0) + 1
        if said:
            spent = [{"nullifier": one, "kid": kids[one]} for one in nullifiers]
            session.execute(insert(Spent), spent)
            posts = [_post(one, batch, at, epoch) for one in said]
            session.execute(insert(Post), posts)
            _add_photos(said, posts)
        session.add(_release(batch, slot, at, kind))
    return batch


def _once(said: Sequence[Said]) -> list[Said]:
    """The same; a mailbox that opens another post opens no second one, and stops nobody."""
    wanted = {one.mailbox for one in said if one.mailbox}
    known: set[bytes | None] = set(_known_mailboxes(wanted))
    parted = []
    for one in said:
        taken = one.mailbox is not None and one.mailbox in known
        known.add(one.mailbox)
        parted.append(replace(one, mailbox=None) if taken else one)
    return parted


def _known_mailboxes(wanted: Iterable[bytes]) -> Iterator[bytes]:
    for some in batched(wanted):
        query = select(Post.mailbox).where(Post.mailbox.in_(some))
        yield from (bytes(one) for one in db.session.scalars(query) if one is not None)


def _post(said: Said, batch: int, at: datetime, epoch: str) -> dict[str, Any]:
    id_ = new_id()
    shown = {
        name: said.item[name] for name in ("kind", "target", "cause", "severity", "ask", "site")
    }
    return {
        **shown,
        "id": id_,
        "state": State.WAITING.value,
        "progress": None,
        "batch": batch,
        "day": at.date(),
        "epoch": epoch,
        "sealed": seal_item(id_, epoch, said.item),
        "mailbox": said.mailbox,
        "commitment": said.commitment,
    }


def _add_photos(said: Sequence[Said], posts: Sequence[dict[str, Any]]) -> None:
    rows = [
        {"id": name, "post_id": post["id"], "place": place, "epoch": post["epoch"]}
        for one, post in zip(said, posts, strict=True)
        for place, name in enumerate(one.photos)
    ]
    if rows:
        db.session.execute(insert(Photo), rows)


def _release(batch: int, slot: str, at: datetime, kind: Kind) -> Release:
    """The row of a release; an urgent one writes no line, its leaves wait for the next."""
    if kind == Kind.URGENT:
        return Release(batch=batch, slot=slot, day=at.date(), leaves=b"", root="")
    grown = merkle.tree(_leaves(batch))
    leaves = b"".join(grown.leaves)
    return Release(batch=batch, slot=slot, day=at.date(), leaves=leaves, root=grown.root.hex())


def _leaves(batch: int) -> list[bytes]:
    """Leaves of everything since the last line: what was released, and what moderation decided."""
    before = select(func.max(Release.batch)).where(Release.root != "")
    last = db.session.scalar(before) or 0
    received = db.session.scalars(select(Post.commitment).where(Post.batch > last))
    pending = select(Post.commitment, Outcome.outcome, Outcome.reason).join(
        Outcome, Outcome.post_id == Post.id
    )
    decided = db.session.execute(pending.where(Outcome.batch.is_(None))).all()
    leaves = [merkle.received_leaf(bytes(one)) for one in received]
    leaves += [merkle.decided_leaf(bytes(c), outcome, reason) for c, outcome, reason in decided]
    db.session.execute(update(Outcome).where(Outcome.batch.is_(None)).values(batch=batch))
    return leaves


def _write_lines(key: Ed25519PrivateKey) -> None:
    """Append the lines that the key log still lacks, oldest first."""
    query = select(Release).where(Release.seq.is_(None), Release.root != "").order_by(Release.batch)
    for row in list(db.session.scalars(query)):
        written = _written(row.batch)
        if written is None and keylog.read(log_folder()).lines:
            line = keylog.Release(day=row.day.isoformat(), batch=row.batch, root=row.root)
            written = len(keylog.append(log_folder(), key, line).lines) - 1
        with transaction() as session:
            session.get_one(Release, row.batch).seq = written


def _written(batch: int) -> int | None:
    """The line of this batch when a crash came between the log and the database."""
    for seq, raw in enumerate(keylog.read(log_folder()).lines):
        line = loglines.parse(raw).line
        if isinstance(line, keylog.Release) and line.batch == batch:
            return seq
    return None


def _sweep() -> None:
    """Take what has been moved out of the inbox, and out of every page and log of its store."""
    on_sqlite = db.engines["inbox"].dialect.name == "sqlite"
    (_sweep_sqlite if on_sqlite else _sweep_postgres)()


def _sweep_sqlite() -> None:
    with writing("inbox") as connection:
        held = [bytes(one) for one in connection.scalars(select(INBOX_ROW.c.nullifier))]
        gone = sorted(_spent(held))
        for ids in batched(gone):
            connection.execute(INBOX_ROW.delete().where(INBOX_ROW.c.nullifier.in_(ids)))
    with alone("inbox") as connection:
        connection.execute(text("VACUUM"))
    settle("inbox")


def _sweep_postgres() -> None:
    with writing("inbox") as connection:
        connection.execute(text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))
        held = [dict(row) for row in connection.execute(select(INBOX_ROW)).mappings()]
        gone = _spent(bytes(row["nullifier"]) for row in held)
        stays = [row for row in held if bytes(row["nullifier"]) not in gone]
        _random.shuffle(stays)
        connection.execute(text("TRUNCATE inbox"))
        if stays:
            connection.execute(INBOX_ROW.insert(), stays)
    with alone("inbox") as connection:
        connection.execute(text("CHECKPOINT"))

"""What a release writes into main: spent tokens and posts, shuffled apart, acts, its own row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from portal.anonymity import merkle
from portal.anonymity.acts import Act
from portal.anonymity.releasing import Kind, Row, shuffled
from portal.core.db import batched, db, reading, transaction
from portal.core.ids import new_id
from portal.core.settings import settings
from portal.detectors import Kind as Finds
from portal.detectors import find
from portal.voice import acts, appealing, codes, confirming, escalating, polls, schedule, verdicts
from portal.voice.acts import Acted
from portal.voice.appealing import Appealed
from portal.voice.crowds import places
from portal.voice.entry import NO_KEY
from portal.voice.models import INBOX_ROW, Outcome, Photo, Post, Release, Spent
from portal.voice.rendering import seal_item
from portal.voice.stages import REPLY, UNSURE, State
from portal.voice.verdicts import Verdict

REMEMBERED = timedelta(days=14)
# What stops the work altogether is read before the rest.
SEVERE = 3


@dataclass(frozen=True)
class Said:
    """An opened inbox row's content, on its way to becoming a post."""

    item: dict[str, Any]
    commitment: bytes
    mailbox: bytes | None
    # The names of its sealed files, which lie beside their places.
    photos: tuple[str, ...] = ()
    by_poster: bool = False


@dataclass(frozen=True)
class Moving:
    """What a release takes along."""

    posts: Sequence[Row[Said]]
    acts: Sequence[Row[Acted]] = ()
    verdicts: Sequence[Row[Verdict]] = ()
    appeals: Sequence[Row[Appealed]] = ()
    # The posts that their authors want one level up.
    pushes: Sequence[Row[str]] = ()


def moved(nullifiers: Iterable[bytes]) -> set[bytes]:
    """Which of these a release has moved into main before."""
    wanted, gone = list(nullifiers), set()
    for some in batched(wanted):
        query = select(Spent.nullifier).where(Spent.nullifier.in_(some))
        gone |= {bytes(one) for one in db.session.scalars(query)}
    return gone | acts.known(wanted)


def unmoved() -> list[tuple[bytes, bytes]]:
    """What lies in the inbox and was not moved before: each row's mark, and what is sealed."""
    with reading("inbox") as connection:
        query = select(INBOX_ROW.c.nullifier, INBOX_ROW.c.sealed)
        found = [(bytes(n), bytes(s)) for n, s in connection.execute(query)]
    gone = moved(nullifier for nullifier, _sealed in found)
    return [(nullifier, sealed) for nullifier, sealed in found if nullifier not in gone]


def move(moving: Moving, at: datetime, kind: Kind) -> int | None:
    """Write all of it in one transaction; its batch, or None when this minute was released."""
    kids = {row.nullifier: row.kid for row in moving.posts}
    kids |= {row.nullifier: row.kid for row in moving.verdicts}
    kids |= {row.nullifier: row.kid for row in moving.appeals}
    kids |= {row.nullifier: row.kid for row in moving.pushes}
    said = _once(shuffled(moving.posts)[1])
    epoch = schedule.epoch_of(settings(), at.date())
    with transaction() as session:
        slot = schedule.slot(at) + ("!" if kind == Kind.URGENT else "")
        if session.scalar(select(Release.batch).where(Release.slot == slot)) is not None:
            return None
        batch = (session.scalar(select(func.max(Release.batch))) or 0) + 1
        if kids:
            codes.forget(one for one in kids if not kids[one])
            # In the order of their bytes, which is none.
            session.execute(insert(Spent), [_spent(one, kids[one], at) for one in sorted(kids)])
        if said:
            standing = places({one.item["target"] for one in said})
            rows = [_post(one, batch, at, epoch, standing) for one in said]
            session.execute(insert(Post), rows)
            _add_photos(said, rows)
        _keep(moving.acts)
        # Whoever said it first: where they have, nobody else is asked any more.
        verdicts.judge(row.item for row in moving.verdicts)
        confirming.judge(row.item for row in moving.acts)
        appealing.keep([row.item for row in moving.appeals], at.date())
        escalating.keep(row.item for row in moving.pushes)
        session.add(_release(batch, slot, at, kind))
    return batch


def _keep(rows: Sequence[Row[Acted]]) -> None:
    """Acts on posts as they are; of answers to a week's question what they come to."""
    polls.tell([_answer(row) for row in rows if row.item.act is Act.POLL])
    acts.keep([(row.nullifier, row.item) for row in rows if row.item.act is not Act.POLL])


def _answer(row: Row[Acted]) -> polls.Answer:
    about, value = row.item.object, int(row.item.value or 0)
    return polls.Answer(row.nullifier, row.kid or NO_KEY, about, value)


def _spent(nullifier: bytes, kid: str | None, at: datetime) -> dict[str, Any]:
    monday = at.date() - timedelta(days=at.weekday())
    until = None if kid else monday + REMEMBERED
    return {"nullifier": nullifier, "kid": kid or NO_KEY, "until": until}


def forget_spent(today: date) -> int:
    """Delete the marks of what no key let in and of which a retry cannot come any more."""
    return db.session.query(Spent).filter(Spent.kid == NO_KEY, Spent.until <= today).delete()


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


def _post(
    said: Said, batch: int, at: datetime, epoch: str, standing: Mapping[str, str]
) -> dict[str, Any]:
    id_, target = new_id(), said.item["target"]
    # A goal may have been taken back with its import since. A reply is about a post, and no goal.
    nowhere = target if said.item["kind"] == REPLY else UNSURE
    shown = {name: said.item[name] for name in ("kind", "cause", "severity", "ask", "site")}
    return {
        **shown,
        "id": id_,
        # Of too few people it stands under a larger goal: only the sealed item says about which.
        "target": standing.get(target, nowhere),
        "state": State.WAITING.value,
        "progress": None,
        "batch": batch,
        "day": at.date(),
        "epoch": epoch,
        "sealed": seal_item(id_, epoch, said.item),
        "mailbox": said.mailbox,
        "commitment": said.commitment,
        "by_poster": said.by_poster,
        "urgent": said.item["severity"] == SEVERE or endangers(said.item["body"]),
    }


def endangers(text: str) -> bool:
    """True when somebody may be in danger: moderators read that first."""
    return any(found.kind is Finds.URGENT for found in find(text))


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
    # What was cut out of a post was received with it.
    whole = select(Post.commitment).where(Post.batch > last, Post.part_of.is_(None))
    received = db.session.scalars(whole)
    pending = select(Post.commitment, Outcome.outcome, Outcome.reason).join(
        Outcome, Outcome.post_id == Post.id
    )
    decided = db.session.execute(pending.where(Outcome.batch.is_(None))).all()
    leaves = [merkle.received_leaf(bytes(one)) for one in received]
    leaves += [merkle.decided_leaf(bytes(c), outcome, reason) for c, outcome, reason in decided]
    db.session.execute(update(Outcome).where(Outcome.batch.is_(None)).values(batch=batch))
    return leaves

"""Taking in what is said, and keeping what was released."""

import hmac
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.exc import IntegrityError

from portal.anonymity import tokens
from portal.anonymity.receipts import Mailbox, mailbox_digest
from portal.core import clock
from portal.core.db import among, db, let_go, reading, writing
from portal.core.errors import Conflict, Missing
from portal.core.languages import gettext as _
from portal.voice import entry, envelope, inbox, photos, pictures, posters
from portal.voice.entry import NO_KEY, Right
from portal.voice.items import check_item
from portal.voice.models import INBOX_ROW, Post, PostEvent, Release, Spent
from portal.voice.stages import PUBLIC, REPLY, UNANSWERED, State

HOLDS = ("release", "epoch", "urgent")
FIELDS = ("item", "salt", "mailbox", "hold")
# Made once: this is asked for every post.
BY_ID = select(Post).where(Post.id.in_(among()))
SPENT = select(Spent.kid).where(Spent.nullifier == bindparam("nullifier"))
_shuffle = random.SystemRandom()


@dataclass(frozen=True)
class Places:
    """How to ask whether a target or a site may be named; voice itself knows neither."""

    is_open: Callable[[str], bool]
    is_site: Callable[[str], bool]


@dataclass(frozen=True)
class Unverified:
    """A post of the right shape; nobody has looked at its token or its words yet."""

    right: Right
    salt: bytes
    mailbox: Mailbox | None
    item: Any
    hold: Any
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Sent:
    """A post that carries a good token: where it will lie, and what will lie there."""

    kid: str
    nullifier: bytes
    commitment: bytes
    held: dict[str, Any]
    photos: tuple[bytes, ...] = ()
    # Where it came from by a poster: counted, and kept nowhere with the post.
    wall: posters.Wall | None = None


def read_post(found: dict[str, Any]) -> Unverified:
    """The fields of a request to post. Raises Problem (400) for any other shape."""
    envelope.only(found, (*entry.fields_of(found), *FIELDS))
    return Unverified(
        right=entry.read_right(found),
        salt=envelope.taken(found, "salt", 16),
        mailbox=None if found["mailbox"] is None else Mailbox(envelope.taken(found, "mailbox", 32)),
        item=found["item"],
        hold=found["hold"],
        photos=_photos(found["item"]),
    )


def _photos(item: Any) -> tuple[bytes, ...]:
    photos = item.get("photos") if isinstance(item, dict) else None
    return tuple(map(envelope.decoded, photos)) if isinstance(photos, list) else ()


def check_post(post: Unverified, places: Places) -> Sent:
    """The same post with its token verified and its words in order. Raises Forbidden, Invalid."""
    entered = entry.check(post.right, "post", lambda: _bound(post))
    check_item(post.item, places.is_open, places.is_site)
    if post.hold not in HOLDS:
        raise envelope.unfit(_("Say when it may be released."))
    item = _hashed(post)
    commitment = tokens.commitment(post.salt, item)
    held = {
        "kid": entered.kid or None,
        "poster": entered.wall is not None,
        "item": item,
        "commitment": commitment.hex(),
        "mailbox": mailbox_digest(post.mailbox).hex() if post.mailbox else None,
        "hold": post.hold,
    }
    cleaned = tuple(map(pictures.clean, post.photos))
    return Sent(entered.kid, entered.nullifier, commitment, held, cleaned, entered.wall)


def _hashed(post: Unverified) -> Any:
    """The item to which its author is bound: what stands for a photo is its hash."""
    return post.item | {"photos": [photos.stand_in(one) for one in post.photos]}


def _bound(post: Unverified) -> str:
    """The commitment in hex of what nobody has looked at yet; empty where there can be none."""
    try:
        return tokens.commitment(post.salt, _hashed(post)).hex()
    except (TypeError, ValueError, RecursionError):
        return ""


def submit(sent: Sent, epoch: str) -> None:
    """Put a post into the inbox, once for ever per token.

    The same post again is taken as the retry that it is. Raises Conflict for another post with the
    same token, Gone for a key that is closed or not open yet, Forbidden for a code used before,
    TooMany for a poster whose site has sent too many.
    """
    if sent.wall:
        put(sent, epoch)
    elif sent.kid == NO_KEY:
        _submit_by_code(sent, epoch)
    elif entry.is_taken(sent.kid):
        put(sent, epoch)
    elif not _is_repeated(sent):
        raise entry.closed(sent.kid)


def _submit_by_code(sent: Sent, epoch: str) -> None:
    try:
        put(sent, epoch)
    except Conflict:
        raise entry.no_code() from None


def put(sent: Sent, epoch: str) -> None:
    """Put what was let in into the inbox, once for ever; raises Conflict like `submit`."""
    row = inbox.sealed_row(sent.nullifier, sent.held, sent.photos, epoch)
    let_go()
    try:
        with writing("inbox") as connection:
            connection.execute(INBOX_ROW.insert(), row)
            # Only now: a release that took its row away a moment ago had marked it spent before.
            refuse_moved(sent.nullifier)
            if sent.wall:
                posters.count(connection, sent.wall)
    except IntegrityError:
        # It is there already, from before or from this very moment: a retry, or a thief.
        if not _is_repeated(sent):
            raise entry.spent() from None


def _is_repeated(sent: Sent) -> bool:
    """True for the same post again. Raises Conflict when the token said something else."""
    sealed = inbox.find(sent.nullifier)
    if sealed is not None:
        held = inbox.open_held(sent.nullifier, sealed)
        if hmac.compare_digest(held["commitment"], sent.commitment.hex()):
            return True
        raise entry.spent()
    refuse_moved(sent.nullifier)
    return False


def refuse_moved(nullifier: bytes) -> None:
    """Raise Conflict when a release has taken along what this marks."""
    # Not by the session: a read that began earlier would not see what was released since.
    with reading("main") as connection:
        found = connection.scalar(SPENT, {"nullifier": nullifier})
    if found is not None:
        raise Conflict(
            _("This token was already used. If you pressed send before, your post has arrived."),
            "spent",
        )


def find_posts(ids: Iterable[str]) -> dict[str, Post]:
    """These posts by id; unknown ids are left out."""
    return {post.id: post for post in db.session.scalars(BY_ID, {"ids": set(ids)})}


def replies_of_author(post_id: str, *states: State) -> Sequence[Post]:
    """What the author of a post answered to a question, in these states (none: in any)."""
    query = select(Post).where(Post.target == post_id, Post.kind == REPLY)
    query = query.where(Post.state.in_(states or tuple(State)))
    return db.session.scalars(query.order_by(Post.batch, Post.id)).all()


def find_post(post_id: str) -> Post:
    """The post with this id. Raises Missing."""
    post = db.session.get(Post, post_id)
    if post is None:
        raise Missing(_("There is no such post."))
    return post


def published_for(
    targets: Iterable[str], kind: str | None = None, *, page: int = 1, size: int = 50
) -> Sequence[Post]:
    """Published posts about these targets, the latest release first, in no order within one."""
    query = select(Post).where(Post.target.in_(set(targets)), Post.state.in_(PUBLIC))
    if kind is not None:
        query = query.where(Post.kind == kind)
    query = query.order_by(Post.batch.desc(), Post.id).limit(size).offset((page - 1) * size)
    return db.session.scalars(query).all()


def to_talk_about(targets: Iterable[str], heard: Select[str]) -> Sequence[Post]:
    """What is published and not among the ids `heard`, and every blocker without an answer.

    In no order. Days would not do: what was released before a session may pass review after it.
    """
    unanswered = Post.progress.in_(UNANSWERED)
    query = select(Post).where(Post.target.in_(set(targets)), Post.state.in_(PUBLIC))
    found = list(db.session.scalars(query.where(unanswered | Post.id.not_in(heard))))
    _shuffle.shuffle(found)
    return found


def waiting(*, page: int = 1, size: int = 200) -> Sequence[Post]:
    """Released posts that wait for a moderator, a batch at a time."""
    query = select(Post).where(Post.state == State.WAITING).order_by(Post.batch, Post.id)
    return db.session.scalars(query.limit(size).offset((page - 1) * size)).all()


def note(post: Post, event: str, words: dict[str, str]) -> None:
    """Add a step to the author's timeline, in every language of the product."""
    last = db.session.scalar(select(func.max(PostEvent.step)).where(PostEvent.post_id == post.id))
    step, day = (last or 0) + 1, clock.today()
    db.session.add(PostEvent(post_id=post.id, step=step, event=event, day=day, words=words))


def last_batch() -> Release | None:
    """The latest release there was."""
    return db.session.scalars(select(Release).order_by(Release.batch.desc()).limit(1)).first()


def count_spent(kid: str) -> int:
    """How many tokens of a key came back."""
    query = select(func.count()).select_from(Spent).where(Spent.kid == kid)
    return db.session.scalar(query) or 0


def last_fixed_slot() -> str | None:
    """The slot of the latest fixed release; slots sort as text."""
    return db.session.scalar(select(func.max(Release.slot)).where(Release.root != ""))

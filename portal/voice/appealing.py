"""The author asks for a second look, once, let in by the receipt alone (protocol 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from portal.anonymity.receipts import Mailbox, nullifier
from portal.anonymity.sealing import Destroyed, Place
from portal.core import clock
from portal.core.db import db, let_go, writing
from portal.core.errors import Conflict, Invalid
from portal.core.languages import gettext as _
from portal.core.languages import in_every_language
from portal.voice import envelope, inbox, service
from portal.voice.items import check_body
from portal.voice.keys import sealer
from portal.voice.models import INBOX_ROW, Appeal, Post
from portal.voice.stages import State
from portal.voice.thread import Thread

# For so long it can be asked for; then the original of what was masked is destroyed.
WINDOW = timedelta(days=14)
STATES = (State.REJECTED, State.MASKED)
# The steps after which there is something to appeal against.
AGAINST = ("rejected", "masked", "withdrawn")


@dataclass(frozen=True)
class Appealed:
    """That a post is to be looked at again, and what its author says to it."""

    post: str
    word: str | None


def until(thread: Thread) -> date | None:
    """The last day on which an author can appeal; None when there is nothing to, or no more."""
    post, days = thread.post, [one.day for one in thread.steps if one.event in AGAINST]
    if post.state not in STATES or not days or db.session.get(Appeal, post.id) is not None:
        return None
    last = days[-1] + WINDOW
    return last if clock.today() <= last else None


def against(thread: Thread) -> Thread | None:
    """Of a post and what was cut out of it, the first against which its author can appeal."""
    return next((one for one in (thread, *thread.parts) if until(one)), None)


def last_day(thread: Thread) -> date | None:
    """Until when its author can appeal against any of it."""
    found = against(thread)
    return until(found) if found else None


def read_appeal(found: dict[str, Any]) -> tuple[Mailbox, Any]:
    """The fields of an appeal. Raises Problem (400) for any other shape."""
    envelope.only(found, ("mailbox", "body"))
    return Mailbox(envelope.taken(found, "mailbox", 32)), found["body"]


def submit(thread: Thread, mailbox: Mailbox, body: Any, epoch: str) -> None:
    """Put an appeal into the inbox; the same again is taken as a retry.

    Raises Invalid for words that cannot be taken and where there is nothing to appeal against,
    Conflict for a second one.
    """
    if body is not None:
        check_body(body)
    found = against(thread)
    if found is None:
        raise Invalid(_("Nothing here can be appealed against, or the time for it is over."))
    # A part has no receipt of its own.
    part = found.post.id if found is not thread else None
    marked = nullifier("appeal", mailbox, part)
    held = {"kid": None, "hold": "release", "appeal": found.post.id, "body": body}
    row = inbox.sealed_row(marked, held, (), epoch)
    let_go()
    try:
        with writing("inbox") as connection:
            connection.execute(INBOX_ROW.insert(), row)
            service.refuse_moved(marked)
    except IntegrityError:
        _refuse_another(marked, body)


def _refuse_another(marked: bytes, body: Any) -> None:
    sealed = inbox.find(marked)
    if sealed is None or inbox.open_held(marked, sealed)["body"] != body:
        raise Conflict(_("You have asked for a second look. It is read after the release."))


def keep(found: Sequence[Appealed], day: date) -> None:
    """Move appeals into main; in a release's transaction. One that comes too late moves nothing."""
    posts = service.find_posts(one.post for one in found)
    # In the order of their ids, which is none.
    wanted = {one.post: one for one in found if posts[one.post].state in STATES}
    rows = [_row(posts[id_], wanted[id_], day) for id_ in sorted(wanted)]
    if rows:
        db.session.execute(insert(Appeal), rows)
    for id_ in sorted(wanted):
        told = in_every_language(lambda: _("Another moderator takes a second look."))
        service.note(posts[id_], "appealed", told)


def _row(post: Post, appealed: Appealed, day: date) -> dict[str, Any]:
    said = {"body": appealed.word}
    sealed = None if appealed.word is None else sealer().seal(said, **_place(post))
    return {"post_id": post.id, "sealed": sealed, "day": day}


def _place(post: Post) -> Place:
    return {"table": "appeal", "column": "sealed", "row": post.id, "epoch": post.epoch}


def open_word(appeal: Appeal, post: Post) -> str:
    """What the author said to it; empty when nothing was said, or its key is gone."""
    if appeal.sealed is None:
        return ""
    try:
        return str(sealer().unseal(appeal.sealed, **_place(post))["body"])
    except Destroyed:
        return ""

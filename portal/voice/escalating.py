"""The author brings it one level up, once, let in by the receipt alone (protocol 10).

What is overdue climbs by itself. When it has, its author need not wait until it does again. What
the author says to it is a reply like any other: moderators read it first.
"""

from collections.abc import Iterable
from typing import Any

from portal.anonymity.receipts import Mailbox, nullifier
from portal.core.db import db
from portal.core.errors import Conflict, Invalid
from portal.core.languages import gettext as _
from portal.core.languages import in_every_language
from portal.voice import envelope, service
from portal.voice.items import check_body
from portal.voice.models import Post
from portal.voice.replying import committed
from portal.voice.service import Sent
from portal.voice.stages import PUBLIC, UNANSWERED
from portal.voice.thread import Thread


def pushable(thread: Thread) -> Thread | None:
    """Of a post and its parts, the first that waits though it was overdue, and was not pushed."""
    return next((one for one in (thread, *thread.parts) if _waits(one)), None)


def _waits(thread: Thread) -> bool:
    post, events = thread.post, {step.event for step in thread.steps}
    waits = post.state in PUBLIC and post.progress in UNANSWERED
    return waits and "climbed" in events and "pushed" not in events


def read_push(found: dict[str, Any]) -> tuple[Mailbox, Any]:
    """The fields of an escalation. Raises Problem (400) for any other shape."""
    envelope.only(found, ("mailbox", "body"))
    return Mailbox(envelope.taken(found, "mailbox", 32)), found["body"]


def submit(thread: Thread, mailbox: Mailbox, body: Any, epoch: str) -> None:
    """Put an escalation into the inbox; the same again is taken as a retry.

    Raises Invalid for words that cannot be taken and where nothing is overdue, Conflict for a
    second one with other words.
    """
    if body is not None:
        check_body(body)
    found = pushable(thread)
    if found is None:
        raise Invalid(_("It was not overdue, or you have brought it up. Load the page again."))
    part = found.post.id if found is not thread else None
    try:
        service.put(_sent(found.post, nullifier("escalate", mailbox, part), body), epoch)
    except Conflict:
        raise Conflict(_("You have brought it up. That counts from the next release on.")) from None


def _sent(post: Post, marked: bytes, body: Any) -> Sent:
    item, commitment = committed(post, body or "", marked, "escalate")
    held = {"kid": None, "escalate": post.id, "commitment": commitment.hex(), "hold": "release"}
    said = {"item": item, "mailbox": None} if body else {}
    return Sent("", marked, commitment, held | said)


def keep(posts: Iterable[str]) -> None:
    """Mark what is to be brought up, in a release; what came too late moves nothing."""
    for id_ in sorted(set(posts)):
        post = db.session.get(Post, id_)
        if post is not None and post.state in PUBLIC and post.progress in UNANSWERED:
            post.pushed = True
            service.note(post, "pushed", in_every_language(lambda: _("It goes one level up.")))

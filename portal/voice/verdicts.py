"""The author says whether it is solved, let in by the receipt alone (protocol 10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.anonymity.receipts import Mailbox, nullifier
from portal.core.db import db, let_go, writing
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.voice import envelope, inbox, life, service
from portal.voice.life import Move
from portal.voice.models import INBOX_ROW, Post
from portal.voice.thread import Thread

# What it makes of a blocker, and the step that its author then reads.
VERDICTS = {"solved": (Move.CONFIRM, "confirmed"), "not-solved": (Move.DENY, "denied")}


@dataclass(frozen=True)
class Verdict:
    """What the author of a post says of the claim that it is solved."""

    post: str
    value: str


def read_verdict(found: dict[str, Any]) -> tuple[Mailbox, str]:
    """The fields of a verdict. Raises Problem (400) for any other shape."""
    envelope.only(found, ("mailbox", "verdict"))
    mailbox = Mailbox(envelope.taken(found, "mailbox", 32))
    return mailbox, envelope.taken_text(found, "verdict")


def submit(thread: Thread, mailbox: Mailbox, value: str, epoch: str) -> None:
    """Put a verdict into the inbox; until the next release the last one counts.

    Raises Invalid for another word, and when nobody claims that it is solved.
    """
    if value not in VERDICTS:
        raise Invalid(_("Say whether it is solved or not."), "verdict")
    claimed = thread.claimed
    if claimed is None or claimed.claim is None:
        raise Invalid(_("Nobody asks this here. Load the page again."), "verdict")
    marked = nullifier("verdict", mailbox, claimed.claim.id)
    held = {"kid": None, "hold": "release", "verdict": value, "post": claimed.post.id}
    row = inbox.sealed_row(marked, held, (), epoch)
    let_go()
    with writing("inbox") as connection:
        connection.execute(INBOX_ROW.delete().where(INBOX_ROW.c.nullifier == marked))
        connection.execute(INBOX_ROW.insert(), row)
        service.refuse_moved(marked)


def judge(found: Iterable[Verdict]) -> None:
    """Let verdicts count; in a release's transaction. One that comes too late moves nothing."""
    for verdict in found:
        post = db.session.get(Post, verdict.post)
        if post is not None and life.asks_author(post):
            _let_count(post, *VERDICTS[verdict.value])


def _let_count(post: Post, move: Move, event: str) -> None:
    # Where the others said the same before, it now stands as the author's word.
    if life.can(post, move):
        life.go(post, move)
    post.judged_by_others = False
    service.note(post, event, {})

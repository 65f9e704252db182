"""The author answers a question: a post about a post, let in by the receipt alone (protocol 10)."""

import hashlib
from dataclasses import dataclass
from typing import Any

from portal.anonymity import tokens
from portal.anonymity.receipts import Mailbox, nullifier
from portal.core.errors import Conflict, Invalid
from portal.core.languages import gettext as _
from portal.voice import envelope, service
from portal.voice.items import check_body
from portal.voice.models import Post
from portal.voice.service import Sent
from portal.voice.stages import REPLY, Progress
from portal.voice.thread import Thread


@dataclass(frozen=True)
class Reply:
    """What an author says to a question; nobody has looked at the words yet."""

    mailbox: Mailbox
    question: str
    body: Any


def read_reply(found: dict[str, Any]) -> Reply:
    """The fields of a reply. Raises Problem (400) for any other shape."""
    envelope.only(found, ("mailbox", "question", "body"))
    mailbox = Mailbox(envelope.taken(found, "mailbox", 32))
    return Reply(mailbox, envelope.taken_text(found, "question"), found["body"])


def submit(thread: Thread, reply: Reply, epoch: str) -> None:
    """Put an author's answer into the inbox; the same again is taken as a retry.

    Raises Invalid for words that cannot be taken and for a question nobody asked, Conflict for a
    question that was answered.
    """
    check_body(reply.body)
    asked = thread.holding(reply.question)
    if asked is None or asked.post.progress != Progress.ASKED:
        raise Invalid(_("Nobody asks this here. Load the page again."), "question")
    if not asked.own_questions:
        raise answered()
    try:
        service.put(_sent(asked.post, reply), epoch)
    except Conflict:
        raise answered() from None


def answered() -> Conflict:
    """What answers a second answer."""
    return Conflict(_("You have answered this question. Your text is still here."), "answered")


def _sent(post: Post, reply: Reply) -> Sent:
    marked = nullifier("reply", reply.mailbox, reply.question)
    item, commitment = committed(post, reply.body, marked, "reply")
    held = {"kid": None, "item": item, "commitment": commitment.hex(), "mailbox": None}
    return Sent("", marked, commitment, held | {"hold": "release"})


def committed(post: Post, body: str, marked: bytes, what: str) -> tuple[dict[str, Any], bytes]:
    """What an author says to a post, as an item, and the commitment to it (32 bytes)."""
    item: dict[str, Any] = {"kind": REPLY, "target": post.id, "body": body, "photos": []}
    item |= dict.fromkeys(("cause", "severity", "ask", "site"))
    # The author chose no salt; made of what only the author has, a retry is known as one.
    salt = hashlib.sha256(f"portal/{what}-salt/1".encode() + marked).digest()
    return item, tokens.commitment(salt[: tokens.SALT_BYTES], item)

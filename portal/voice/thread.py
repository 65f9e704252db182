"""The author's way back: what became of a post, found by its mailbox alone (protocol 10)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import get_locale
from sqlalchemy import select

from portal.anonymity.receipts import Mailbox, mailbox_digest
from portal.anonymity.sealing import Destroyed
from portal.core.db import db
from portal.voice import life, photos, words
from portal.voice.models import Outcome, Photo, Post, PostEvent, Progress
from portal.voice.rendering import open_item
from portal.voice.service import replies_of_author
from portal.voice.targets import target_title

# What is noted when somebody said whether it is solved.
JUDGED = ("confirmed", "denied")


@dataclass(frozen=True)
class Step:
    """One line of the timeline, in the reader's language; a question is answered by its id."""

    id: str
    event: str
    day: date
    text: str


@dataclass(frozen=True)
class Thread:
    """Everything that a receipt shows."""

    post: Post
    item: dict[str, Any]
    target: str | None
    reason: str | None
    steps: list[Step] = field(default_factory=list)
    answered: bool = False

    @property
    def questions(self) -> list[Step]:
        """What somebody wants to know of the author, and has not been told."""
        asked = [step for step in self.steps if step.event == "asked"]
        return asked if self.post.progress == Progress.ASKED and not self.answered else []

    @property
    def claim(self) -> Step | None:
        """The last word of whoever says that it is solved, while the author may say so or not."""
        claims = [step for step in self.steps if step.event == "claimed"]
        return claims[-1] if claims and life.asks_author(self.post) else None

    @property
    def stage(self) -> str:
        """Where it stands; of what others with the same trouble said, that it was they."""
        judged = [step.event for step in self.steps if step.event.startswith(JUDGED)]
        others = self.claim is not None and self.post.progress != Progress.CLAIMED
        return judged[-1] if others and judged else self.post.progress or self.post.state

    @property
    def people(self) -> str | None:
        """How many say the same, in a bucket that may be told."""
        return words.people(self.post.supporters)

    @property
    def body(self) -> str:
        """The text as it is shown."""
        return str(self.item["body"])

    def photo(self, wanted: str) -> Photo | None:
        """The author's own photo, by the hash that stands for it in the item."""
        found = photos.of_posts([self.post.id]).get(self.post.id, ())
        names = dict(zip(self.item["photos"], found, strict=False))
        return db.session.get(Photo, names[wanted]) if wanted in names else None


def find(mailbox: Mailbox) -> Thread | None:
    """The thread behind a mailbox, or None: unknown and not yet released look the same."""
    query = select(Post).where(Post.mailbox == mailbox_digest(mailbox))
    post = db.session.scalars(query).one_or_none()
    item = _item(post)
    if post is None or item is None:
        return None
    reasons = select(Outcome.reason).where(Outcome.post_id == post.id)
    return Thread(
        post=post,
        item=item,
        target=target_title(post.target),
        reason=db.session.scalars(reasons).first(),
        steps=[Step("", "received", post.day, ""), *_steps(post)],
        answered=bool(replies_of_author(post.id)),
    )


def _item(post: Post | None) -> dict[str, Any] | None:
    """The item; None when its key is gone, as if retention had taken the row along."""
    try:
        return open_item(post) if post else None
    except Destroyed:
        return None


def _steps(post: Post) -> list[Step]:
    query = select(PostEvent).where(PostEvent.post_id == post.id).order_by(PostEvent.step)
    locale = str(get_locale())
    return [
        Step(row.id, row.event, row.day, row.words.get(locale, ""))
        for row in db.session.scalars(query)
    ]

"""The author's way back: what became of a post, found by its mailbox alone (protocol 10)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.anonymity.receipts import Mailbox, mailbox_digest
from portal.anonymity.sealing import Destroyed
from portal.core.db import db
from portal.core.languages import gettext as _
from portal.core.languages import locale
from portal.voice import life, photos
from portal.voice.models import Outcome, Photo, Post, PostEvent
from portal.voice.rendering import open_body, open_item, open_shown
from portal.voice.service import replies_of_author
from portal.voice.splitting import parts_of
from portal.voice.stages import Progress, State
from portal.voice.targets import target_title
from portal.voice.words import people as told
from portal.voice.words import states

# What everybody may read on the page of a post, so whoever said the same may read it here too.
SHARED = {"asked", "decided", "declined", "started", "claimed", "transferred", "replied"}
SHARED |= {"due", "seen", "climbed", "returned", "accepted"}
SHARED |= {"confirmed-by-others", "denied-by-others"}
# Its own writer said so; whoever follows reads it as somebody else's word.
THEIRS = {"confirmed": "confirmed-there", "denied": "denied-there"}
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
    # Whether the item is as it was said: of a mask the original is destroyed after a while.
    whole: bool = True
    # Of a post that was cut, what became of each part.
    parts: tuple["Thread", ...] = ()

    @property
    def timeline(self) -> list[Step]:
        """What happened to it, and then to each of its parts."""
        return [*self.steps, *(step for part in self.parts for step in part.own_timeline)]

    @property
    def own_timeline(self) -> list[Step]:
        """Of a part: which one it is and how it reads, and what happened to it."""
        words = {"n": self.post.part, "state": states()[self.post.state], "text": self.shown}
        said = _("Part %(n)d, %(state)s: %(text)s", **words)
        return [Step("", "part", self.post.day, said), *self.steps]

    @property
    def progress(self) -> str | None:
        """Where its blocker stands; of parts, the one that waits for a word of its author."""
        known = [one.post.progress for one in (self, *self.parts) if one.post.progress]
        urgent = [one for one in known if one in {Progress.ASKED, Progress.CLAIMED}]
        return next(iter((*urgent, *known)), None) if self.parts else self.post.progress

    @property
    def questions(self) -> list[Step]:
        """What somebody wants to know of the author, and has not been told."""
        return [step for one in (self, *self.parts) for step in one.own_questions]

    @property
    def own_questions(self) -> list[Step]:
        """The same of this alone, without its parts."""
        asked = [step for step in self.steps if step.event == "asked"]
        return asked if self.post.progress == Progress.ASKED and not self.answered else []

    def holding(self, question: str) -> "Thread | None":
        """Of this and its parts, the one of which this was asked."""
        for one in (self, *self.parts):
            if any(step.id == question and step.event == "asked" for step in one.steps):
                return one
        return None

    @property
    def claimed(self) -> "Thread | None":
        """Of this and its parts, the one that is said to be solved."""
        return next((one for one in (self, *self.parts) if one.claim), None)

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
        if others and judged:
            return judged[-1]
        return (self.post.state == State.PUBLISHED and self.post.progress) or self.post.state

    @property
    def people(self) -> str | None:
        """How many say the same, in a bucket that may be told."""
        return told(self.post.supporters)

    @property
    def body(self) -> str:
        """The text as it was said, or what is left of it."""
        return str(self.item["body"])

    @property
    def shown(self) -> str:
        """The text as readers get it."""
        return open_body(self.post)

    def photo(self, wanted: str) -> Photo | None:
        """The author's own photo, by the hash that stands for it in the item."""
        ids = [self.post.id, *(part.post.id for part in self.parts)]
        found = [name for names in photos.of_posts(ids).values() for name in names]
        names = dict(zip(self.item["photos"], found, strict=False))
        return db.session.get(Photo, names[wanted]) if wanted in names else None


def find(mailbox: Mailbox) -> Thread | None:
    """The thread behind a mailbox, or None: unknown and not yet released look the same."""
    query = select(Post).where(Post.mailbox == mailbox_digest(mailbox))
    post = db.session.scalars(query).one_or_none()
    return _thread(post) if post else None


def _thread(post: Post) -> Thread | None:
    item, whole = _item(post)
    if item is None:
        return None
    parts = tuple(found for part in parts_of(post) if (found := _thread(part)))
    received = [] if post.part_of else [Step("", "received", post.day, "")]
    return Thread(
        post=post,
        item=item,
        target=target_title(post.target),
        reason=_reason(post),
        steps=[*received, *_steps(post), *_followed(post)],
        answered=bool(replies_of_author(post.id)),
        whole=whole,
        parts=parts,
    )


def _item(post: Post) -> tuple[dict[str, Any] | None, bool]:
    """The item, and whether it is whole; None when its key is gone, as if retention had been."""
    try:
        return open_item(post), True
    except Destroyed:
        if post.sealed or post.masked is None:
            return None, False
    try:
        return open_shown(post), False
    except Destroyed:
        return None, False


def _reason(post: Post) -> str | None:
    """Why the last word on it was not a plain yes."""
    query = select(Outcome.reason).where(Outcome.post_id == post.id)
    return db.session.scalars(query.order_by(Outcome.number.desc()).limit(1)).first()


def _followed(post: Post) -> Iterator[Step]:
    """What becomes of the post with which this one was joined."""
    heir = db.session.get(Post, post.merged_into) if post.merged_into else None
    if heir is None or post.state != State.MERGED:
        return
    for step in _steps(heir):
        if step.event in SHARED | set(THEIRS):
            yield Step("", THEIRS.get(step.event, step.event), step.day, step.text)


def _steps(post: Post) -> list[Step]:
    query = select(PostEvent).where(PostEvent.post_id == post.id).order_by(PostEvent.step)
    here = locale()
    return [
        Step(row.id, row.event, row.day, row.words.get(here, ""))
        for row in db.session.scalars(query)
    ]

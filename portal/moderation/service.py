"""Which posts a moderator sees, in which order, and what a decision does."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup
from sqlalchemy import func, select

from portal.answers import ticking
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.errors import Forbidden, Invalid
from portal.core.languages import gettext as _
from portal.core.languages import in_every_language
from portal.detectors import mentions
from portal.moderation.models import Review
from portal.okr import service as okr
from portal.okr.models import KeyResult, Objective
from portal.voice import life, photos, rendering
from portal.voice import service as voice
from portal.voice.crowds import places
from portal.voice.models import REPLY, UNSURE, Photo, Post, State
from portal.voice.words import reasons

OUTCOMES = ("approve", "reject")
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Case:
    """A post that waits, with what a moderator may know: its text and its goal."""

    post: Post
    body: Markup
    about: KeyResult | Objective | None
    photos: tuple[str, ...] = ()
    # What was said first, when this is its author's answer to a question.
    answers: Markup | None = None

    @property
    def owner_id(self) -> str | None:
        """Who answers for the goal; that person does not judge the post."""
        return self.about.owner_id if self.about else None

    @property
    def team_ids(self) -> frozenset[str]:
        """The teams of the goal."""
        return self.about.team_ids if self.about else frozenset()


@dataclass(frozen=True)
class Exhibit:
    """A photo of a post that waits, with its case: whoever may judge the one may see the other."""

    case: Case
    photo: Photo

    @property
    def owner_id(self) -> str | None:
        """Who answers for the goal; that person does not see the photo here."""
        return self.case.owner_id


def find_case(post_id: str) -> Case:
    """The case of this post. Raises Missing."""
    return _cases([voice.find_post(post_id)])[0]


def find_exhibit(photo_id: str) -> Exhibit:
    """A photo that waits for a moderator. Raises Missing."""
    photo, post = photos.find(photo_id, State.WAITING)
    return Exhibit(find_case(post.id), photo)


def see(actor: Actor, exhibit: Exhibit) -> Photo:
    """The photo, for a moderator whom its post does not concern. Raises Forbidden."""
    _refuse_concerned(actor, exhibit.case)
    return exhibit.photo


def _cases(posts: Sequence[Post]) -> list[Case]:
    bodies = rendering.bodies(posts)
    parents = voice.find_posts(post.target for post in posts if post.kind == REPLY)
    goals = okr.subjects(post.target for post in (*posts, *parents.values()))
    pictured = photos.of_posts(post.id for post in posts)
    asked = rendering.bodies(parents.values())
    return [
        Case(
            post=post,
            body=bodies[post.id],
            about=goals.get(parents[post.target].target if post.kind == REPLY else post.target),
            photos=pictured.get(post.id, ()),
            answers=asked.get(post.target),
        )
        for post in posts
    ]


def concerns(actor: Actor, case: Case) -> bool:
    """True when the post names this moderator, or is about the moderator's own goal."""
    return case.owner_id == actor.id or mentions(case.body.striptags(), actor.name)


def queue(actor: Actor, secret: str) -> list[Case]:
    """Everything that waits and does not concern this moderator, in an order of its own.

    The order comes from a keyed hash: it is the same at every look, another one for each
    moderator, and says nothing of arrival.
    """

    def place(case: Case) -> bytes:
        key = hashlib.sha256(secret.encode() + actor.id.encode()).digest()
        return hashlib.blake2b(case.post.id.encode(), key=key, digest_size=16).digest()

    found = [case for case in _cases(voice.waiting()) if not concerns(actor, case)]
    return sorted(found, key=place)


def decide(actor: Actor, case: Case, outcome: str, reason: str | None, target: str = "") -> None:
    """Approve or reject a post, with a reason code. Raises Invalid, Forbidden, Conflict.

    `target` gives a post about no goal in particular to a key result.
    """
    _check(actor, case, outcome, reason)
    state = State.PUBLISHED if outcome == "approve" else State.REJECTED
    reason = None if outcome == "approve" else reason
    voice.judge(case.post, outcome, reason, state)
    if target and case.post.target == UNSURE and outcome == "approve":
        goal = okr.find_key_result(target).id
        case.post.target = places([goal])[goal]
    day = clock.today()
    db.session.add(
        Review(post_id=case.post.id, account_id=actor.id, outcome=outcome, reason=reason, day=day)
    )
    _tell(case, outcome, reason)
    if state is State.PUBLISHED and case.post.kind == "blocker":
        ticking.bring(case.post)
    audit.record(actor, "moderate", case.post.id)


_EVENTS = {"approve": "published", "reject": "rejected"}


def _tell(case: Case, outcome: str, reason: str | None) -> None:
    """Tell the author; what became of an answer stands with the post that was asked about."""
    if case.post.kind != REPLY:
        voice.note(case.post, _EVENTS[outcome], in_every_language(lambda: _said(outcome, reason)))
        return
    asked = voice.find_post(case.post.target)
    if outcome == "approve":
        life.answered(asked)
        voice.note(asked, "answered", in_every_language(lambda: _("Your answer was passed on.")))
    else:
        told = in_every_language(lambda: _said(outcome, reason))
        voice.note(asked, "answer-rejected", told)


def _check(actor: Actor, case: Case, outcome: str, reason: str | None) -> None:
    if outcome not in OUTCOMES:
        raise Invalid(_("Approve it, or send it back with a reason."))
    if outcome == "reject" and reason not in reasons():
        raise Invalid(_("Choose a reason. The writer will see it."))
    _refuse_concerned(actor, case)


def _refuse_concerned(actor: Actor, case: Case) -> None:
    if concerns(actor, case):
        raise Forbidden(_("This post is about you or your own goal. Another moderator decides."))


def _said(outcome: str, reason: str | None) -> str:
    if outcome == "approve":
        return _("It stands on the page of its goal, word for word.")
    return _("Not published. Reason: %(reason)s.", reason=reasons()[reason or "other"])


def recent(today: date | None = None) -> dict[str, int]:
    """How many posts were approved and rejected in the last 30 days."""
    since = (today or clock.today()) - RECENT
    query = select(Review.outcome, func.count()).where(Review.day >= since)
    rows = db.session.execute(query.group_by(Review.outcome))
    counts = {row[0]: row[1] for row in rows}
    return {outcome: counts.get(outcome, 0) for outcome in OUTCOMES}

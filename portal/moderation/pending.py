"""Decisions that can still be undone: nothing is public, told or written down before they count."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.access import Actor, Role
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.core.errors import Conflict, Invalid, Problem
from portal.core.languages import gettext as _
from portal.moderation import cases, judging
from portal.moderation.cases import Case
from portal.moderation.judging import Asked
from portal.moderation.models import Pending
from portal.voice import rendering
from portal.voice.models import Post
from portal.voice.stages import PUBLIC

UNDO = timedelta(seconds=10)


def hold(actor: Actor, case: Case, asked: Asked) -> Pending:
    """Keep a decision until it counts. Raises Invalid, Forbidden, Conflict, Missing."""
    if db.session.get(Pending, case.post.id) is not None:
        raise _too_late()
    checked = judging.check(actor, case, asked)
    details = asdict(checked) | {"spans": [list(one) for one in checked.spans]}
    until = int((clock.now() + UNDO).timestamp())
    row = Pending(post_id=case.post.id, account_id=actor.id, outcome=checked.outcome, until=until)
    row.details = details | {"cuts": list(checked.cuts)}
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError:
        raise _too_late() from None
    return row


def _too_late() -> Conflict:
    return Conflict(_("Another moderator was faster. This post is done."))


def hold_several(actor: Actor, post_ids: Collection[str], outcome: str, reason: str) -> None:
    """The same for several posts, all of them or none. Raises alike."""
    if not post_ids:
        raise Invalid(_("Choose the posts first."))
    for post_id in post_ids:
        hold(actor, cases.find_case(post_id), Asked(outcome, reason or None))


def undo(actor: Actor, post_ids: Collection[str]) -> None:
    """Take decisions of one's own back while they do not count. Raises Conflict when they do."""
    query = select(Pending).where(Pending.post_id.in_(post_ids), Pending.account_id == actor.id)
    rows = db.session.scalars(query).all()
    if not rows:
        raise Conflict(_("The ten seconds are over: this decision counts."))
    for row in rows:
        db.session.delete(row)


def last_of(actor: Actor) -> list[Pending]:
    """What this moderator decided last and can still undo: one decision, or several at once."""
    query = select(Pending).where(Pending.account_id == actor.id)
    rows = db.session.scalars(query.order_by(Pending.until.desc(), Pending.post_id)).all()
    return [row for row in rows if row.until == rows[0].until]


def settle(instant: datetime | None = None) -> int:
    """Let every decision count whose time is over, each for itself; how many that were.

    One that does not fit any more is dropped: its post waits again.
    """
    now = int((instant or clock.now()).timestamp())
    due = list(db.session.scalars(select(Pending.post_id).where(Pending.until <= now)))
    for post_id in due:
        try:
            with transaction():
                changed = _count(post_id)
        except Problem:
            with transaction() as session:
                session.execute(delete(Pending).where(Pending.post_id == post_id))
            continue
        for post in changed:
            renew(post)
    return len(due)


def _count(post_id: str) -> list[Post]:
    row = db.session.get(Pending, post_id, with_for_update=True)
    if row is None:
        # Undone, or counted by another process, a moment ago.
        return []
    case, asked = cases.find_case(post_id), _asked(row)
    actor = _actor(row.account_id)
    db.session.delete(row)
    return judging.apply(actor, case, asked)


def _asked(row: Pending) -> Asked:
    details = dict(row.details)
    spans = tuple((start, end) for start, end in details.pop("spans"))
    return Asked(**details | {"spans": spans, "cuts": tuple(details["cuts"])})


def _actor(account_id: str) -> Actor:
    person = directory().person(account_id)
    return Actor(account_id, person.name if person else "", Role.MODERATOR)


def renew(post: Post) -> None:
    """Derive anew what readers get of a post."""
    rendering.forget(post.id)
    if post.state in PUBLIC:
        rendering.derive(post)

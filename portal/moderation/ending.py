"""The end of originals: what was masked is destroyed when its author can appeal no longer."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db, transaction
from portal.moderation import cases
from portal.moderation.models import Review
from portal.voice import masking
from portal.voice.appealing import WINDOW
from portal.voice.models import Appeal, Post


def destroy_originals(today: date | None = None) -> int:
    """Keep of masked posts only what readers get, once the time is over; how many those were."""
    with transaction():
        found = _over(today or clock.today())
        for post in found:
            masking.destroy_original(post)
    for post in found:
        cases.forget(post.id)
    return len(found)


def _over(today: date) -> Sequence[Post]:
    """Masked posts whose last judgement is old enough, and of which no appeal waits."""
    judged = select(Review.post_id, func.max(Review.day).label("day"))
    last = judged.group_by(Review.post_id).subquery()
    appealed = select(Appeal.post_id).where(Appeal.outcome.is_(None))
    query = select(Post).join(last, last.c.post_id == Post.id)
    query = query.where(Post.masked.is_not(None), Post.sealed != b"", last.c.day < today - WINDOW)
    return db.session.scalars(query.where(Post.id.not_in(appealed))).all()

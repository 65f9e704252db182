"""What the public reads of moderation: buckets that a release worked out, never a count."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median

from sqlalchemy import delete, func, insert, select

from portal.anonymity.thresholds import bucket
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.settings import settings
from portal.core.worktime import working_days
from portal.moderation.listing import RECENT
from portal.moderation.models import Review, ReviewView
from portal.moderation.telling import outcomes
from portal.voice.items import REASONS
from portal.voice.models import Post

OUTCOMES = ("approve", "mask", "split", "duplicate", "reject", "withdraw")
FIRST = ("approve", "mask", "split", "duplicate", "reject")
APPEALS = ("uphold", "overturn")


def renew(today: date | None = None) -> None:
    """Work out what the last 30 days were like; for the job after a release."""
    since = (today or clock.today()) - RECENT
    rows = [{"by": by, "value": value, "shown": shown} for (by, value), shown in _views(since)]
    with transaction() as session:
        session.execute(delete(ReviewView))
        session.execute(insert(ReviewView), rows)


def _views(since: date) -> list[tuple[tuple[str, str], str]]:
    query = select(Review.outcome, Review.reason, func.count()).where(Review.day >= since)
    rows = db.session.execute(query.group_by(Review.outcome, Review.reason)).all()
    results: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for outcome, reason, number in rows:
        results[outcome] += number
        if reason and outcome in {"reject", "withdraw"}:
            reasons[reason] += number
    told = [(("outcome", one), bucket(results[one])) for one in (*OUTCOMES, *APPEALS)]
    told += [(("reason", one), bucket(reasons[one])) for one in REASONS]
    return [*told, (("days", ""), _days(since))]


def _days(since: date) -> str:
    """The median of working days from release to decision; empty when that are too few."""
    query = select(Post.day, Review.day).join(Post, Post.id == Review.post_id)
    query = query.where(Review.day >= since, Review.number == 1, Review.outcome.in_(FIRST))
    spans = [working_days(said, judged) for said, judged in db.session.execute(query)]
    return f"{median(spans):g}" if len(spans) >= settings().k[0] else ""


def read() -> Mapping[str, Mapping[str, str]]:
    """What the last release found: by outcome, by reason, and the days; empty before the first."""
    found: dict[str, dict[str, str]] = {}
    for row in db.session.scalars(select(ReviewView)):
        found.setdefault(row.by, {})[row.value] = row.shown
    return found


def told() -> Sequence[tuple[str, str]]:
    """The outcomes in words and in their order, each with its bucket."""
    found, names = read().get("outcome", {}), outcomes()
    return [(names[one], found[one]) for one in (*OUTCOMES, *APPEALS) if one in found]

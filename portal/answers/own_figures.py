"""Key results that the portal reads itself: how much is said, how soon it is decided, what holds.

Once a week, after a release, from what pages tell already; of few nothing is read.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from sqlalchemy import func, select

from portal.answers.board import NO_ANSWER
from portal.answers.models import Decision
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.settings import settings
from portal.core.worktime import working_days
from portal.okr import readings
from portal.okr import service as okr
from portal.okr.candles import monday_of
from portal.okr.models import CheckIn, KeyResult, Source
from portal.voice import weekly
from portal.voice.models import Post
from portal.voice.schedule import week_of
from portal.voice.stages import PUBLIC, Progress

# So far back it looks: four weeks smooth what one week's holidays do.
SPAN = timedelta(days=28)
HOURS_A_DAY = 8
SAID_TO_BE_SOLVED = (Progress.CLAIMED, Progress.CONFIRMED, Progress.REOPENED)


def feed() -> list[str]:
    """Read every running key result of this kind that has no such reading this week; their ids."""
    monday = monday_of(clock.today())
    due = [one for one in okr.open_key_results() if one.source != Source.HAND]
    read = _read_since(monday)
    return [one.id for one in due if one.id not in read and _read(one, monday)]


def _read_since(monday: date) -> set[str]:
    query = select(CheckIn.key_result_id).where(
        CheckIn.day >= monday, CheckIn.source.not_in((Source.HAND, Source.FILE))
    )
    return set(db.session.scalars(query))


def _read(key_result: KeyResult, monday: date) -> bool:
    value = FIGURES[Source(key_result.source)](monday)
    if value is None:
        return False
    with transaction():
        readings.feed(key_result, value, Source(key_result.source))
    return True


def posted(monday: date) -> Decimal | None:
    """How much was said about goals in the week before; None of few."""
    told = weekly.posted(week_of(monday - timedelta(days=7)))
    return Decimal(told.number) if told and told.number is not None else None


def hours(monday: date) -> Decimal | None:
    """The median of working hours from release to decision; days of eight hours, as days are kept.

    Of the first answers of four weeks; None of fewer than k.
    """
    first = (
        select(Decision.post_id, func.min(Decision.day).label("day"))
        .where(Decision.kind.not_in(NO_ANSWER))
        .group_by(Decision.post_id)
        .subquery()
    )
    query = (
        select(Post.day, first.c.day)
        .join(first, first.c.post_id == Post.id)
        .where(first.c.day >= monday - SPAN, Post.state.in_(PUBLIC))
    )
    spans = [working_days(said, decided) for said, decided in db.session.execute(query)]
    return _middle(spans)


def _middle(spans: Sequence[int]) -> Decimal | None:
    enough = len(spans) >= settings().k[0]
    return Decimal(str(median(spans))) * HOURS_A_DAY if enough else None


def solved(_monday: date) -> Decimal | None:
    """Per cent of what is said to be solved that its author, or others with it, confirmed."""
    query = select(Post.progress).where(
        Post.kind == "blocker", Post.state.in_(PUBLIC), Post.progress.in_(SAID_TO_BE_SOLVED)
    )
    found = list(db.session.scalars(query))
    if len(found) < settings().k[0]:
        return None
    return Decimal(round(100 * found.count(Progress.CONFIRMED) / len(found)))


FIGURES: dict[Source, Callable[[date], Decimal | None]] = {
    Source.POSTED: posted,
    Source.HOURS: hours,
    Source.SOLVED: solved,
}

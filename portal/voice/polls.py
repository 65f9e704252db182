"""The question of each week, whether a key result will be met: from 0 to 10, without a name.

Answers lie sealed in the inbox until their week is over, are counted once, and destroyed. What is
told of a week never changes after that; docs/threat-model.md says why.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import delete, insert, select

from portal.anonymity.acts import Act
from portal.anonymity.thresholds import bucket
from portal.core.db import among, batched, db
from portal.core.errors import Invalid
from portal.core.ids import ID
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.voice.models import ActRow, PollView
from portal.voice.schedule import week_of

VALUES = range(11)
# Told in halves and not beyond these: of five who answered, each may have said anything.
LEAST, MOST = Decimal(2), Decimal(8)
WEEK = timedelta(days=7)
# Beyond any id of a key result or a session, of which an act is else.
MARKED = "weekly"
VIEWS = select(PollView).where(PollView.object.in_(among()))


@dataclass(frozen=True)
class Answer:
    """One answer as it leaves the inbox: its mark, its key, what it is about, and what it says."""

    mark: bytes
    kid: str
    about: str
    value: int


@dataclass(frozen=True)
class Outlook:
    """What people think of a key result in a week, told in halves from 2 to 8."""

    week: str
    people: str
    mean: Decimal


def about(key_result_id: str, week: str) -> str:
    """What an answer about this key result in this week is about."""
    return f"{key_result_id}/{week}"


def check(asked: str, value: str | None, is_open: Callable[[str], bool], today: date) -> None:
    """Raises Invalid for a goal that is not open, another week than this one, or no such value."""
    key_result_id, _slash, week = asked.partition("/")
    if not ID.fullmatch(key_result_id) or not is_open(key_result_id):
        raise Invalid(_("This goal is closed. Choose another one."), "poll")
    if week != week_of(today):
        raise Invalid(_("This week's question is another one. Load the page again."), "round")
    if int(value or "-1") not in VALUES:
        raise Invalid(_("From 0 to 10."), "value")


def is_over(asked: str, today: date) -> bool:
    """Whether the week that this is about has ended before this day."""
    monday = date.fromisoformat(f"{asked.partition('/')[2]}-1")
    return monday + WEEK <= today


def tell(answers: Sequence[Answer]) -> None:
    """Count weeks that are over, each once for ever; in a release's transaction.

    What comes for a week that was told before is destroyed uncounted: else the difference would
    be what it says.
    """
    _remember(answers)
    rounds: dict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        rounds[one.about].append(one)
    told = {view.object for view in _views(rounds)}
    for asked in sorted(rounds.keys() - told):
        db.session.add(_view(asked, rounds[asked]))


def _remember(answers: Iterable[Answer]) -> None:
    """Keep the marks until the next release, without values: a crash brings them here again."""
    db.session.execute(delete(ActRow).where(ActRow.object == MARKED))
    marks = sorted(one.mark for one in answers)
    rows = [{"mark": one, "act": Act.POLL, "object": MARKED, "value": None} for one in marks]
    if rows:
        db.session.execute(insert(ActRow), rows)


def fewest() -> int:
    """How many must have answered for a mean to be told."""
    return max(settings().k[0], settings().floor[1])


def _view(asked: str, answers: Sequence[Answer]) -> PollView:
    """Who has tokens of two keys, for a quarter ends, may answer twice: people are of one key."""
    people = max(Counter(one.kid for one in answers).values())
    mean = Decimal(sum(one.value for one in answers)) / len(answers)
    told = _told(mean) if people >= fewest() else None
    return PollView(object=asked, people=bucket(people), mean=told)


def _told(mean: Decimal) -> Decimal:
    halves = (mean * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2
    return min(max(halves, LEAST), MOST)


def _views(objects: Iterable[str]) -> Iterable[PollView]:
    for some in batched(objects):
        yield from db.session.scalars(VIEWS, {"ids": some})


def outlooks(goals: Iterable[str], weeks: Sequence[str]) -> dict[str, list[Outlook]]:
    """What was told of these key results in these weeks, the first week first."""
    found: dict[str, list[Outlook]] = defaultdict(list)
    for view in _views([about(goal, week) for goal in goals for week in weeks]):
        goal, _slash, week = view.object.partition("/")
        if view.mean is not None:
            found[goal].append(Outlook(week, view.people, view.mean))
    return {goal: sorted(some, key=lambda one: one.week) for goal, some in found.items()}

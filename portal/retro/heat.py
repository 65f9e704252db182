"""Themes by goals: of which theme so much was said about which goal of a quarter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.anonymity.thresholds import STEPS, bucket
from portal.core.db import db
from portal.okr import service as okr
from portal.okr.models import Cycle, KeyResult, Objective
from portal.retro.models import Session, Topic, TopicPost
from portal.voice import counts, themed
from portal.voice.counts import Shown, Told

SIZE = 20


@dataclass(frozen=True)
class Theme:
    """Topics of one session after another that are about the same, by the id of the first."""

    id: str
    title: str
    last: date
    session_id: str


@dataclass(frozen=True)
class Field:
    """A cell: how it is told, its bucket, and how dark it is, from 1 to 4."""

    told: str
    words: str
    shade: int


@dataclass(frozen=True)
class Heat:
    """A quarter: its goals, and for each theme what was said of it about each goal."""

    cycle: Cycle
    cycles: Sequence[Cycle]
    goals: Mapping[str, str]
    rows: Sequence[tuple[Theme, Sequence[Field | None]]]
    total: int


def count_anew() -> None:
    """Count, after a release, what lay under the topics of closed sessions."""
    first = {topic_id: theme.id for topic_id, theme in _themes().items()}
    query = select(TopicPost.post_id, TopicPost.topic_id).order_by(TopicPost.topic_id)
    # What lay on several tables belongs where it lay last.
    rows = db.session.execute(query).all()
    order = {topic_id: place for place, topic_id in enumerate(first)}
    rows = sorted((row for row in rows if row.topic_id in first), key=lambda r: order[r.topic_id])
    themed.count_anew({row.post_id: first[row.topic_id] for row in rows})


TOPICS = (
    select(Topic.id, Topic.title, Topic.before_id, Session.closed, Session.id.label("session_id"))
    .join(Session, Session.id == Topic.session_id)
    .where(Session.closed.is_not(None))
    .order_by(Session.closed, Session.started, Session.id, Topic.place, Topic.id)
)


def _themes() -> dict[str, Theme]:
    """Each topic of a closed session with its theme, the first session first."""
    rows = db.session.execute(TOPICS).all()
    before = {row.id: row.before_id for row in rows}
    first = {row.id: _first(row.id, before) for row in rows}
    last = {
        first[row.id]: Theme(first[row.id], row.title, row.closed, row.session_id) for row in rows
    }
    return {row.id: last[first[row.id]] for row in rows}


def _first(topic: str, before: Mapping[str, str | None]) -> str:
    """Where a theme began, of what is still known."""
    seen = {topic}
    while (over := before.get(topic)) and over in before and over not in seen:
        seen.add(topic := over)
    return topic


def of_cycle(cycle_id: str | None, page: int = 1) -> Heat | None:
    """The map of a quarter, or of the latest one of which something is told; None without any."""
    told = counts.by_goal(themed.BY)
    goals = okr.subjects({goal for goal, _theme in told})
    cycles = {_cycle(goal).id: _cycle(goal) for goal in goals.values()}
    if not cycles:
        return None
    order = sorted(cycles.values(), key=lambda one: (one.starts, one.id), reverse=True)
    cycle = cycles.get(cycle_id or "", order[0])
    shown = {id_: _words(goal) for id_, goal in goals.items() if _cycle(goal).id == cycle.id}
    shown = dict(sorted(shown.items(), key=lambda one: (one[1], one[0])))
    inside = {theme for goal, theme in told if goal in shown}
    themes = {one.id: one for one in _themes().values() if one.id in inside}
    rows = sorted(themes.values(), key=lambda one: (-one.last.toordinal(), one.title, one.id))
    return Heat(
        cycle,
        order,
        shown,
        [
            (one, [_field(told.get((goal, one.id))) for goal in shown])
            for one in rows[(page - 1) * SIZE : page * SIZE]
        ],
        len(rows),
    )


def _cycle(goal: KeyResult | Objective) -> Cycle:
    return goal.objective.cycle if isinstance(goal, KeyResult) else goal.cycle


def _words(goal: KeyResult | Objective) -> str:
    return goal.plain if isinstance(goal, KeyResult) else goal.title


def _field(shown: Shown | None) -> Field | None:
    """A number as a page may say it: in a bucket, and never below the first."""
    if shown is None:
        return None
    number = shown.number or 0
    shade = sum(number >= step for step in STEPS) if shown.told is Told.NUMBER else 0
    return Field(shown.told.value, bucket(number) if shown.told is not Told.WITHHELD else "", shade)

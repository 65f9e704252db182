"""Themes by goals: of which theme so much was said about which goal of a quarter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.anonymity.thresholds import SMALL, STEPS, bucket
from portal.core.db import db
from portal.core.present import listed
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
    titles: tuple[str, ...]
    last: date
    session_id: str

    @property
    def title(self) -> str:
        """What it is called in the last session that had it."""
        return listed(self.titles)


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
    themes = _themes()
    query = select(TopicPost.post_id, TopicPost.topic_id).order_by(TopicPost.topic_id)
    rows = [row for row in db.session.execute(query) if row.topic_id in themes]
    # What lay on several tables belongs where it lay last.
    rows.sort(key=lambda row: themes[row.topic_id].last)
    themed.count_anew({row.post_id: themes[row.topic_id].id for row in rows})


TOPICS = (
    select(Topic.id, Topic.title, Topic.before_id, Session.closed, Session.id.label("session_id"))
    .join(Session, Session.id == Topic.session_id)
    .where(Session.closed.is_not(None))
    .order_by(Session.closed, Session.started, Session.id, Topic.place, Topic.id)
)


def _themes() -> dict[str, Theme]:
    """Each topic of a closed session with its theme, the first session first."""
    rows = {row.id: row for row in db.session.execute(TOPICS)}
    before = {row.id: row.before_id for row in rows.values()}
    line = {id_: _line(id_, before) for id_ in rows}
    last: dict[str, Theme] = {}
    # Of two sessions of one day the one that goes on with the other is the later.
    for id_ in sorted(rows, key=lambda one: (rows[one].closed, len(line[one]))):
        row, first = rows[id_], line[id_][-1]
        same = first in last and last[first].session_id == row.session_id
        # A theme may have been taken apart: it is called by all that it is now.
        titles = (*(last[first].titles if same else ()), row.title)
        last[first] = Theme(first, titles, row.closed, row.session_id)
    return {id_: last[line[id_][-1]] for id_ in rows}


def _line(topic: str, before: Mapping[str, str | None]) -> list[str]:
    """A topic, what it goes on with, and so on to where its theme began, of what is known."""
    found = [topic]
    while (over := before.get(topic)) and over in before and over not in found:
        found.append(topic := over)
    return found


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
    few = shown.told is Told.FEW or (shown.told is Told.NUMBER and number < SMALL)
    told = Told.FEW if few else shown.told
    words = "" if told is Told.WITHHELD else bucket(number)
    return Field(told.value, words, sum(number >= step for step in STEPS))

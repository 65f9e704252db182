"""How long what a team holds takes, and whether it is worth it: beside its first two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import mean

from sqlalchemy import func, select

from portal.core.db import db
from portal.retro import polls
from portal.retro.models import Session, SessionPhase

# So many of the latest are shown.
SHOWN = 12
# What the first so many took, at the mean, is what later ones are measured by.
FIRST = 2
# What took fewer seconds nobody led, and it says nothing.
LEAST = 30


@dataclass(frozen=True)
class Held:
    """What was held: minutes planned, and seconds that it took."""

    id: str
    title: str
    day: date
    planned: int
    spent: int


@dataclass(frozen=True)
class Point:
    """What is over: minutes planned and taken, and these in percent of the first ones."""

    id: str
    title: str
    day: date
    planned: int
    taken: int
    share: int | None
    # From 1 to 5, as those who were there answered; None where too few did.
    worth: Decimal | None = None


@dataclass(frozen=True)
class Trend:
    """The latest of a team; `base` are the mean minutes of its first two."""

    base: float | None
    points: Sequence[Point]
    # How worth the time the first two were that people answered for.
    first_worth: Decimal | None = None

    @property
    def saved(self) -> int | None:
        """By how many percent the last session was shorter than the first two; below 0: longer."""
        last = self.points[-1].share if self.points else None
        return None if last is None else 100 - last

    @property
    def worth(self) -> Decimal | None:
        """How worth the time the last session was."""
        return self.points[-1].worth if self.points else None


QUERY = (
    select(
        Session.id,
        Session.title,
        Session.closed,
        func.sum(SessionPhase.planned).label("planned"),
        func.sum(SessionPhase.spent).label("spent"),
    )
    .join(SessionPhase, SessionPhase.session_id == Session.id)
    .where(Session.closed.is_not(None))
    .group_by(Session.id, Session.title, Session.closed, Session.started)
    .having(func.sum(SessionPhase.spent) >= LEAST)
    .order_by(Session.closed, Session.started, Session.id)
)


def of_team(team_id: str | None, until: Session | None = None) -> Trend:
    """The sessions of a team, up to one of them where that is given."""
    rows = db.session.execute(QUERY.where(Session.team_id == team_id)).all()
    if until is not None:
        ids = [row.id for row in rows]
        rows = rows[: ids.index(until.id) + 1] if until.id in ids else []
    held = [Held(row.id, row.title, row.closed, row.planned, row.spent) for row in rows]
    return measured(held, polls.worths(one.id for one in held))


def measured(held: Sequence[Held], worths: Mapping[str, Decimal] | None = None) -> Trend:
    """All that was held, in the order of time, measured by its first two."""
    worths = worths or {}
    taken = [round(one.spent / 60) for one in held]
    base = sum(taken[:FIRST]) / FIRST if len(taken) >= FIRST else None
    points = [
        Point(
            one.id,
            one.title,
            one.day,
            one.planned,
            minutes,
            _share(minutes, base, place),
            worths.get(one.id),
        )
        for place, (one, minutes) in enumerate(zip(held, taken, strict=True))
    ]
    first = [one.worth for one in points if one.worth is not None][:FIRST]
    return Trend(base, points[-SHOWN:], mean(first) if len(first) == FIRST else None)


def _share(minutes: int, base: float | None, place: int) -> int | None:
    """In percent of the first two; these themselves are measured by nothing."""
    return round(100 * minutes / base) if base and place >= FIRST else None


def teams() -> list[str]:
    """The teams that have held a session which is over, the one with the latest first."""
    query = select(Session.team_id, func.max(Session.closed).label("last"))
    query = query.where(Session.closed.is_not(None), Session.team_id.is_not(None))
    query = query.group_by(Session.team_id).order_by(
        func.max(Session.closed).desc(), Session.team_id
    )
    return [row.team_id for row in db.session.execute(query)]

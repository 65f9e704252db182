"""The meeting a team begins its week with: how long it was to take, and took; nobody who was there.

Its minutes stand beside those of the first two, as a retrospective's do.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import audit, clock, present
from portal.core.access import Actor, Role
from portal.core.db import Base, db
from portal.core.directory import directory
from portal.core.errors import Conflict, Invalid, Missing
from portal.core.ids import new_id
from portal.core.languages import gettext as _
from portal.retro import trend
from portal.retro.phases import LONGEST

MINUTES = 30
_RUNS = text("spent IS NULL")


class Meeting(Base):
    """A Monday meeting of a team; `spent` are seconds, none while it runs or if nobody ended it."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("planned > 0", name="planned"),
        # A team has one that runs, whoever was faster.
        Index(
            "ix_meeting_runs",
            "team_id",
            "day",
            unique=True,
            sqlite_where=_RUNS,
            postgresql_where=_RUNS,
        ),
        Index("ix_meeting_team_id", "team_id", "began"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    # Who leads it; who sits in it is written down nowhere.
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    planned: Mapped[int]
    # When it began, in UTC.
    began: Mapped[datetime]
    spent: Mapped[int | None]

    @property
    def owner_id(self) -> str:
        """Who leads it."""
        return self.account_id

    @property
    def team_ids(self) -> frozenset[str]:
        """The team that meets."""
        return frozenset({self.team_id} - {None})  # type: ignore[arg-type]


def team_of(actor: Actor) -> str | None:
    """Whose meeting somebody is in: that of the nearest team that holds one; who leads, their own.

    A manager begins that of the own team, whatever the teams over it hold.
    """
    team = actor.team
    while actor.role is not Role.MANAGER and team is not None:
        if db.session.scalar(select(Meeting.id).where(Meeting.team_id == team).limit(1)):
            return team
        team = directory().over(team)
    return actor.team


def running(team_id: str | None) -> Meeting | None:
    """The meeting of this team that runs; one that nobody ended is over with its day."""
    query = select(Meeting).where(Meeting.team_id == team_id, Meeting.day == clock.today())
    return db.session.scalars(query.where(Meeting.spent.is_(None))).first()


def planned(team_id: str | None) -> int:
    """How many minutes the last one of this team was given; of none the usual."""
    query = select(Meeting.planned).where(Meeting.team_id == team_id)
    return db.session.scalars(query.order_by(Meeting.began.desc())).first() or MINUTES


def find(meeting_id: str) -> Meeting:
    """The meeting with this id. Raises Missing."""
    found = db.session.get(Meeting, meeting_id)
    if found is None:
        raise Missing(_("There is no such meeting."))
    return found


def begin(actor: Actor, minutes: int) -> Meeting:
    """Begin the meeting of one's team. Raises Invalid, and Conflict where one runs already."""
    if not 1 <= minutes <= LONGEST:
        raise Invalid(_("From 1 to %(most)d minutes.", most=LONGEST))
    meeting = Meeting(
        team_id=actor.team,
        account_id=actor.id,
        day=clock.today(),
        planned=minutes,
        began=clock.utc(),
    )
    db.session.add(meeting)
    try:
        db.session.flush()
    except IntegrityError:
        raise Conflict(_("The meeting of your team runs already.")) from None
    audit.record(actor, "meeting", meeting.id)
    return meeting


def end(actor: Actor, meeting: Meeting) -> None:
    """Write down how long it took. Raises Conflict when it was ended, or its day is over."""
    if meeting.spent is not None or meeting.day != clock.today():
        raise Conflict(_("This meeting is over."))
    meeting.spent = round((clock.utc() - meeting.began).total_seconds())
    audit.record(actor, "meeting", meeting.id)


def trend_of(team_id: str | None) -> trend.Trend:
    """How long the meetings of a team take, beside its first two."""
    query = select(Meeting).where(Meeting.team_id == team_id, Meeting.spent >= trend.LEAST)
    found = db.session.scalars(query.order_by(Meeting.began, Meeting.id))
    return trend.measured(
        [
            trend.Held(one.id, present.day(one.day), one.day, one.planned, one.spent or 0)
            for one in found
        ]
    )

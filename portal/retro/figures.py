"""What a session looks at before it talks: where its goals stand, then and now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from portal.answers import cards
from portal.answers import service as answers
from portal.core import clock
from portal.okr import progress
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.okr.readings import dated
from portal.retro import service
from portal.retro.models import Session
from portal.voice import candour, rows
from portal.voice import service as voice
from portal.voice.candour import Gap
from portal.voice.crowds import places

# Of a goal with more of them the worst are shown.
MOST = 5


@dataclass(frozen=True)
class Standing:
    """A goal: its figure when the last session closed (None without one), its way, its blockers."""

    goal: KeyResult
    before: Decimal | None
    share: float
    time: float
    stale: bool
    # What people expect of it beside what its owner says, in the last week that is told.
    gap: Gap | None
    blockers: Sequence[Markup]


def standings(session: Session) -> list[Standing]:
    """Every goal of a session, as it stands today."""
    goals = okr.key_results(service.key_result_ids(session))
    last = service.before(session)
    readings = dated(goals)
    return [
        _standing(goal, _until(readings.get(id_, []), last.closed if last else None))
        for id_, goal in goals.items()
    ]


def _until(readings: Sequence[tuple[date, Decimal]], day: date | None) -> Decimal | None:
    """The last reading until a day."""
    known = [value for read, value in readings if day and read <= day]
    return known[-1] if known else None


def _standing(goal: KeyResult, before: Decimal | None) -> Standing:
    today = clock.today()
    # Of a goal of few people it is what stands under the larger goal.
    stuck = rows.stuck({goal.id, *places([goal.id]).values()}, size=MOST)
    posts = list(voice.find_posts(row.id for row in stuck).values())
    return Standing(
        goal=goal,
        before=before,
        share=min(float(progress.share(goal)), 1.0),
        time=progress.time_of(goal, today),
        stale=progress.freshness(goal, today).stale,
        gap=next(iter(candour.gaps_of(goal)), None),
        blockers=cards.drawn(answers.as_blockers(posts), goal=False),
    )

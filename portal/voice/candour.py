"""What people think of key results beside what their owners say: week by week, once it is told.

Of owners, what they had said by the end of that week: nobody mends it once the others are known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Row, select

from portal.core import clock
from portal.core.db import among, batched, db
from portal.core.memory import kept
from portal.okr import candles, progress
from portal.okr import service as okr
from portal.okr.models import CheckIn, Cycle, KeyResult
from portal.voice import polls
from portal.voice.polls import Outlook
from portal.voice.schedule import week_of

# From here on they see it differently, both as shares of one.
WIDE = Decimal("0.3")
TENTH = Decimal("0.1")
SIX_DAYS, WEEK = timedelta(days=6), timedelta(days=7)
SAID = (
    select(CheckIn.key_result_id, CheckIn.id, CheckIn.corrects_id)
    .add_columns(CheckIn.day, CheckIn.value, CheckIn.confidence)
    .where(CheckIn.key_result_id.in_(among()))
    .order_by(CheckIn.day, CheckIn.number)
)
Said = Row[str, str, str | None, date, Decimal, int]


@dataclass(frozen=True)
class Gap:
    """A week of a key result: people's mean of ten, the owner's confidence of ten, the score."""

    key_result_id: str
    plain: str
    monday: date
    people: Decimal
    crowd: str
    # None: no update in that week.
    owner: int | None
    score: Decimal

    @property
    def size(self) -> Decimal | None:
        """How far they are from each other, as a share of one."""
        return None if self.owner is None else abs(self.people - self.owner) / 10

    @property
    def is_wide(self) -> bool:
        """They see it differently."""
        return self.size is not None and self.size > WIDE


def bounds() -> dict[str, Decimal | int]:
    """What a page says of these figures: where they end, and how many must have answered."""
    return {"least": polls.LEAST, "most": polls.MOST, "fewest": polls.fewest()}


def gaps_of(key_result: KeyResult) -> list[Gap]:
    """Every week of which something was told about a key result, the last one first."""
    cycle = key_result.objective.cycle
    return _gaps([key_result], weeks(cycle.starts, cycle.ends)).get(key_result.id, [])[::-1]


def of_cycle(cycle: Cycle) -> Sequence[Gap]:
    """The last week that was told of each key result, the widest first; kept while it is so."""
    return kept(("candour", cycle.id, clock.today()), lambda: _of_cycle(cycle), "okr", "voice")


def _of_cycle(cycle: Cycle) -> Sequence[Gap]:
    results = [kr for one in okr.objectives_of(cycle) for kr in one.key_results]
    found = [some[-1] for some in _gaps(results, weeks(cycle.starts, cycle.ends)).values()]
    return sorted(found, key=lambda one: (-(one.size or 0), one.plain, one.key_result_id))


def weeks(first: date, last: date) -> list[str]:
    """The weeks of this time that are over, by name."""
    found = candles.weeks(first, last)
    return [week_of(monday) for monday in found if monday + WEEK <= clock.today()]


def _gaps(results: Sequence[KeyResult], names: Sequence[str]) -> dict[str, list[Gap]]:
    told = polls.outlooks([one.id for one in results], names)
    said = _said(told)
    return {
        one.id: [_gap(one, outlook, said[one.id]) for outlook in told[one.id]]
        for one in results
        if one.id in told
    }


def _said(ids: Iterable[str]) -> Mapping[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    for some in batched(ids):
        for row in db.session.execute(SAID, {"ids": some}):
            found[row.key_result_id].append(row)
    return found


def _gap(key_result: KeyResult, told: Outlook, rows: Sequence[Said]) -> Gap:
    monday = date.fromisoformat(f"{told.week}-1")
    last = _standing(rows, monday + SIX_DAYS)
    value = last[1].value if last else key_result.baseline
    share = progress.ratio(key_result.kind, key_result.baseline, key_result.target, value)
    return Gap(
        key_result_id=key_result.id,
        plain=key_result.plain,
        monday=monday,
        people=told.mean,
        crowd=told.people,
        owner=last[1].confidence if last and last[0] >= monday else None,
        score=share.quantize(TENTH, ROUND_HALF_UP),
    )


def _standing(rows: Sequence[Said], day: date) -> tuple[date, Said] | None:
    """The last update until this day, with its own day, as it was corrected until then."""
    until = [row for row in rows if row.day <= day]
    mended = {row.corrects_id: row for row in until if row.corrects_id}
    plain = [row for row in until if not row.corrects_id]
    return (plain[-1].day, mended.get(plain[-1].id, plain[-1])) if plain else None

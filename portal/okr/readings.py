"""The readings of key results in the order of time; of one that was corrected, as it stands now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Row, func, select

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import among, db
from portal.core.errors import Conflict, Invalid, Missing
from portal.core.languages import gettext as _
from portal.okr.models import CheckIn, KeyResult, Source

LONGEST_NOTE = 500
Dated = tuple[date, Decimal]
READ = (
    select(CheckIn.key_result_id, CheckIn.id, CheckIn.day, CheckIn.value, CheckIn.corrects_id)
    .where(CheckIn.key_result_id.in_(among()))
    .order_by(CheckIn.day, CheckIn.number)
)


def dated(ids: Iterable[str]) -> dict[str, list[Dated]]:
    """The days and values of these key results in the order of time, each as last corrected."""
    rows: dict[str, list[Row[str, str, date, Decimal, str | None]]] = defaultdict(list)
    for row in db.session.execute(READ, {"ids": set(ids)}):
        rows[row.key_result_id].append(row)
    return {id_: _standing(found) for id_, found in rows.items()}


def _standing(rows: Sequence[Row[str, str, date, Decimal, str | None]]) -> list[Dated]:
    mended = {row.corrects_id: row.value for row in rows if row.corrects_id}
    return [(row.day, mended.get(row.id, row.value)) for row in rows if not row.corrects_id]


def values(ids: Iterable[str]) -> dict[str, list[Decimal]]:
    """The values of these key results in the order of time, for small charts."""
    return {id_: [value for _day, value in found] for id_, found in dated(ids).items()}


@dataclass(frozen=True)
class Reading:
    """A check-in as a list shows it: `was` is what stood there before it was corrected."""

    id: str
    account_id: str
    day: date
    value: Decimal
    confidence: int
    note: str
    was: Sequence[Decimal]
    mended: date | None
    source: str


def latest(key_result_id: str, *, page: int = 1, size: int = 20) -> list[Reading]:
    """Readings of a key result, the newest first, each with what it was before corrections."""
    query = select(CheckIn).where(CheckIn.key_result_id == key_result_id)
    plain = query.where(CheckIn.corrects_id.is_(None)).order_by(
        CheckIn.day.desc(), CheckIn.number.desc()
    )
    rows = db.session.scalars(plain.limit(size).offset((page - 1) * size)).all()
    later = query.where(CheckIn.corrects_id.in_([row.id for row in rows]))
    mends: dict[str, list[CheckIn]] = defaultdict(list)
    for row in db.session.scalars(later.order_by(CheckIn.number)) if rows else ():
        mends[row.corrects_id or ""].append(row)
    return [_reading(row, mends) for row in rows]


def _reading(row: CheckIn, mends: Mapping[str, Sequence[CheckIn]]) -> Reading:
    line = [row, *mends.get(row.id, ())]
    last = line[-1]
    return Reading(
        id=row.id,
        account_id=row.account_id,
        day=row.day,
        value=last.value,
        confidence=last.confidence,
        note=last.note,
        was=[one.value for one in line[:-1]],
        mended=last.day if last is not row else None,
        source=row.source,
    )


@dataclass(frozen=True)
class Given:
    """What a reading says; `day` is today unless a file says another."""

    value: Decimal
    confidence: int = 5
    note: str = ""
    day: date | None = None


def find(check_in_id: str) -> CheckIn:
    """The check-in with this id. Raises Missing."""
    found = db.session.get(CheckIn, check_in_id)
    if found is None:
        raise Missing(_("There is no such update."))
    return found


def check_in(
    actor: Actor, key_result: KeyResult, value: Decimal, confidence: int, note: str
) -> CheckIn:
    """Add a reading (confidence 0 to 10). Readings are never changed. Raises Invalid."""
    reading = _added(key_result, actor.id, Given(value, confidence, note))
    audit.record(actor, "check-in", key_result.id)
    return reading


def take_in(key_result: KeyResult, account_id: str, given: Given) -> CheckIn:
    """Add a reading that a file brings, in the name of who brings it. Raises Invalid."""
    return _added(key_result, account_id, given, Source.FILE)


def feed(key_result: KeyResult, value: Decimal, source: Source) -> CheckIn:
    """Add a reading of the portal's own; how sure its owner is stays as it was, else the middle."""
    sure = next((one.confidence for one in latest(key_result.id, size=1)), 5)
    return _added(key_result, key_result.owner_id, Given(value, sure), source)


def correct(actor: Actor, reading: CheckIn, value: Decimal, confidence: int, note: str) -> CheckIn:
    """Say what a reading should have been: both stay, and the day stays the first one's.

    Raises Invalid for a confidence beyond 0 to 10, Conflict for what is itself a correction.
    """
    if reading.corrects_id:
        raise Conflict(_("This is a correction itself. Correct the update that it belongs to."))
    key_result, current = reading.key_result, reading.key_result.current
    last, updated = latest(key_result.id, size=1)[0].id == reading.id, key_result.updated
    added = _added(key_result, actor.id, Given(value, confidence, note))
    added.corrects_id = reading.id
    key_result.current, key_result.updated = value if last else current, updated
    audit.record(actor, "check-in-corrected", key_result.id)
    return added


def _added(
    key_result: KeyResult, account_id: str, given: Given, source: Source = Source.HAND
) -> CheckIn:
    if not 0 <= given.confidence <= 10:
        raise Invalid(_("Confidence is a whole number from 0 to 10."))
    last = select(func.max(CheckIn.number)).where(CheckIn.key_result_id == key_result.id)
    reading = CheckIn(
        key_result_id=key_result.id,
        account_id=account_id,
        number=(db.session.scalar(last) or 0) + 1,
        day=given.day or clock.today(),
        value=given.value,
        confidence=given.confidence,
        note=given.note,
        source=source.value,
    )
    db.session.add(reading)
    # A file may bring what was read before.
    if key_result.updated is None or reading.day >= key_result.updated:
        key_result.current, key_result.updated = reading.value, reading.day
    return reading

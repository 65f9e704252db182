"""How a key result of another program's table is measured: from, to, now, in which unit."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from portal.core.languages import gettext as _
from portal.core.languages import pgettext
from portal.core.tables import Faults
from portal.okr import cells
from portal.okr.columns import Role
from portal.okr.models import Kind
from portal.okr.row import LONGEST_UNIT
from portal.okr.words import columns

Found = TypeVar("Found")
PLACES = Decimal("0.0001")


class Asked(Protocol):
    """A line of a table."""

    number: int

    def __getitem__(self, role: Role) -> str:
        """What stands in the column of this kind."""


@dataclass(frozen=True)
class Measure:
    """The figures of a key result; `besides`: what was said of them in words."""

    kind: Kind
    unit: str
    baseline: Decimal
    target: Decimal
    current: Decimal
    needs_number: bool = False
    besides: tuple[str, ...] = ()


def measure(line: Asked, faults: Faults) -> Measure:
    """Its figures, or 0 to 1 where it has none; a score then says how much of it is done."""
    share = _share(line, faults)
    target = _figure(line, Role.TARGET, faults)
    if target is None:
        return _undone(line, share)
    baseline = _figure(line, Role.BASELINE, faults) or (Decimal(0), "")
    now = _figure(line, Role.CURRENT, faults)
    kind = cells.kind(line[Role.KIND], baseline[0], target[0])
    if kind is None:
        faults.add(line.number, _("kind: one of reach, reduce, rate."))
    reached = baseline[0] + (share or 0) * (target[0] - baseline[0])
    return Measure(
        kind=kind or Kind.REACH,
        unit=_unit(line, target[1] or baseline[1], faults),
        baseline=baseline[0],
        target=target[0],
        current=now[0] if now else reached.quantize(PLACES),
    )


def _undone(line: Asked, share: Decimal | None) -> Measure:
    """One that is done or not: nobody has said yet how it is measured."""
    said = tuple(line[role] for role in (Role.BASELINE, Role.CURRENT) if line[role])
    unit = pgettext("a unit", "done")[:LONGEST_UNIT]
    zero, one = Decimal(0), Decimal(1)
    return Measure(Kind.REACH, unit, zero, one, share or zero, needs_number=True, besides=said)


def _figure(line: Asked, role: Role, faults: Faults) -> tuple[Decimal, str] | None:
    return _read(line, role, cells.figure, faults)


def _unit(line: Asked, beside: str, faults: Faults) -> str:
    unit = line[Role.UNIT] or beside
    if len(unit) > LONGEST_UNIT:
        faults.add(
            line.number, _("%(name)s: 1 to %(most)d characters.", name="unit", most=LONGEST_UNIT)
        )
    return unit


def _share(line: Asked, faults: Faults) -> Decimal | None:
    """How much of it is done: the last score, else how far it was said to be."""
    found = _read(line, Role.SCORE, cells.score, faults)
    interim = _read(line, Role.INTERIM, cells.score, faults)
    far = _read(line, Role.PROGRESS, cells.progress, faults)
    return next((one for one in (found, interim, far) if one is not None), None)


def _read(
    line: Asked, role: Role, read: Callable[[str], Found | None], faults: Faults
) -> Found | None:
    said = line[role]
    found = read(said) if said else None
    if said and found is None:
        faults.add(line.number, _("%(name)s: this is no number.", name=columns()[role]))
    return found

"""One key result of a file before it is one here, with everything looked up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.core.directory import Person
from portal.okr.models import Kind

LONGEST_TITLE, LONGEST_UNIT = 120, 12
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True)
class Owner:
    """Who answers for a goal, and what the file says where that is not this one person."""

    person: Person
    text: str = ""


@dataclass(frozen=True)
class Row:
    """A key result, and the objective that it stands under."""

    number: int
    cycle: str
    team_id: str
    objective: str
    parent: str
    owner: Owner
    title: str
    plain: str
    kind: Kind
    unit: str
    baseline: Decimal
    target: Decimal
    current: Decimal
    due: date
    objective_owner: Owner
    needs_number: bool = False
    # What the file said besides, a line each.
    brought: str = ""

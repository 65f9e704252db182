"""Numbers of parts of what was said, a theme or a week: audited after a release, then kept.

Texts about a goal are listed in full, so that sums of whole lists are known to whoever counts by
hand; here each sum goes through the audit all the same, together with the lists.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from portal.anonymity import cells
from portal.anonymity.cells import View
from portal.anonymity.disclosure import audit
from portal.core.db import db, transaction
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.voice.crowds import Crowds, placed
from portal.voice.models import CountView

# What belongs to no part that is told.
NONE = ""
# Of everything.
ALL = ""
# Of a goal, in a part; perhaps of a kind.
Cell = tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """A number that is to be told: of which attribute, of a goal or of all, and of which value."""

    by: str
    scope: str
    value: str
    cells: frozenset[Cell]

    @property
    def name(self) -> tuple[str, str, str]:
        """By what it is found again."""
        return (self.by, self.scope, self.value)


Asked = Callable[[], tuple[Counter[Cell], Sequence[Sum]]]


def write(bys: Collection[str], asked: Asked, since: str = "") -> None:
    """Write anew what may be told of these attributes as of the last release; idempotent.

    Values before `since` stay as they were told when they were last looked at.
    """
    last = select(CountView.batch, CountView.numbers, CountView.texts).limit(1)
    found = db.session.execute(last).first()
    if found is None:
        return
    numbers, sums = asked()
    rows = _Counting(numbers, found.numbers, found.texts).rows(sums)
    with transaction() as session:
        told = CountView.by.in_(bys) & (CountView.value >= since)
        session.execute(delete(CountView).where(told))
        if rows:
            session.execute(insert(CountView), [row | found._asdict() for row in rows])


class _Counting:
    """What there is of each part about each goal, and who could have said it."""

    def __init__(self, numbers: Counter[Cell], k: int, texts: int) -> None:
        self._k, self._floor, self._crowds = k, max(k, texts), Crowds()
        goals = okr.subjects({cell[0] for cell in numbers})
        self._places = placed(goals, self._crowds)
        self._teams = {
            id_: goal.objective.team_id if isinstance(goal, KeyResult) else goal.team_id
            for id_, goal in goals.items()
        }
        # A goal that is gone has no team: what was said about it is told in no number.
        self._numbers = {cell: n for cell, n in numbers.items() if cell[0] in self._teams}

    def rows(self, sums: Sequence[Sum]) -> list[dict[str, object]]:
        """A row for each sum of which something was said, in the order of their names."""
        some = sorted((one for one in sums if self._of(one)), key=lambda one: one.name)
        shown = self._shown(some)
        return [self._row(one, told=one.name in shown) for one in some]

    def _of(self, one: Sum) -> int:
        return sum(self._numbers.get(cell, 0) for cell in one.cells)

    def _row(self, one: Sum, *, told: bool) -> dict[str, object]:
        number = self._of(one)
        enough = told and number >= self._k
        shown = "number" if enough else "few" if told else "withheld"
        by, scope, value = one.name
        same = {"by": by, "scope": scope, "value": value, "parent": None}
        return same | {"shown": shown, "count": number if enough else None}

    def _shown(self, sums: Sequence[Sum]) -> frozenset[Hashable]:
        """The sums that may be told: of goals of enough people, and as the audit lets them."""
        proposed = [View(one.name, self._known(one)) for one in sums if self._is_enough(one.scope)]
        audience = cells.Crowds(
            self._crowds.sizes,
            {cell: self._crowds.behind(self._teams[cell[0]]) for cell in self._numbers},
        )
        numbers: dict[cells.Cell, int] = dict(self._numbers.items())
        return audit(proposed, self._lists(), audience, numbers, self._k).published

    def _known(self, one: Sum) -> frozenset[cells.Cell]:
        return frozenset(cell for cell in one.cells if cell in self._numbers)

    def _lists(self) -> list[View]:
        """What anybody can count on the page of a goal: all that stands there, also of others."""
        stands: dict[str, set[cells.Cell]] = defaultdict(set)
        for cell in self._numbers:
            stands[self._places[cell[0]]].add(cell)
        return [View(("list", place), frozenset(own)) for place, own in sorted(stands.items())]

    def _is_enough(self, scope: str) -> bool:
        if scope == ALL:
            return self._crowds.size(None) >= self._floor
        return scope in self._teams and self._crowds.size(self._teams[scope]) >= self._floor

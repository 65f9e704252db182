"""Numbers of parts of a goal's list of posts, a theme or a week: audited after a release, kept.

Texts about a goal are listed in full, so that sums of whole lists are known to whoever counts by
hand; here each part goes through the audit all the same, together with the list.
"""

from collections import Counter
from collections.abc import Callable, Hashable

from sqlalchemy import delete, insert, select

from portal.anonymity import cells
from portal.anonymity.cells import View
from portal.anonymity.disclosure import audit
from portal.core.db import db, transaction
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.voice.crowds import Crowds
from portal.voice.models import CountView

# What belongs to no part that is told.
NONE = ""
# Of a goal, in a part.
Cell = tuple[str, str]


def write(by: str, numbers: Callable[[], Counter[Cell]]) -> None:
    """Write anew what may be told of these numbers as of the last release; idempotent."""
    last = select(CountView.batch, CountView.numbers, CountView.texts).limit(1)
    found = db.session.execute(last).first()
    if found is None:
        return
    rows = _Counting(numbers(), found.numbers, found.texts).rows()
    same = {"by": by, "parent": None} | found._asdict()
    with transaction() as session:
        session.execute(delete(CountView).where(CountView.by == by))
        if rows:
            session.execute(insert(CountView), [row | same for row in rows])


class _Counting:
    """What there is of each part about each goal, and who could have said it."""

    def __init__(self, numbers: Counter[Cell], k: int, texts: int) -> None:
        self._k, self._floor, self._crowds = k, max(k, texts), Crowds()
        self._numbers = numbers
        goals = okr.subjects({target for target, _part in self._numbers})
        self._teams = {
            id_: goal.objective.team_id if isinstance(goal, KeyResult) else goal.team_id
            for id_, goal in goals.items()
        }

    def rows(self) -> list[dict[str, object]]:
        """A row for each part and goal of which something was said, in the order of their keys."""
        shown = self._shown()
        return [
            self._row(cell, told=cell in shown)
            for cell in sorted(self._numbers)
            if cell[0] in self._teams and cell[1] != NONE
        ]

    def _row(self, cell: Cell, *, told: bool) -> dict[str, object]:
        number = self._numbers[cell]
        enough = told and number >= self._k
        shown = "number" if enough else "few" if told else "withheld"
        scope, value = cell
        return {
            "scope": scope,
            "value": value,
            "shown": shown,
            "count": number if enough else None,
        }

    def _shown(self) -> frozenset[Hashable]:
        """The cells that may be told: of goals of enough people, and as the audit lets them."""
        some = [cell for cell in sorted(self._numbers) if self._is_enough(cell[0])]
        proposed = [View(cell, frozenset({cell})) for cell in some if cell[1] != NONE]
        lists = [
            View(("list", target), frozenset(cell for cell in some if cell[0] == target))
            for target in sorted({target for target, _part in some})
        ]
        audience = cells.Crowds(
            self._crowds.sizes,
            {cell: self._crowds.behind(self._teams[cell[0]]) for cell in some},
        )
        numbers: dict[cells.Cell, int] = dict(self._numbers.items())
        return audit(proposed, lists, audience, numbers, self._k).published

    def _is_enough(self, target: str) -> bool:
        return target in self._teams and self._crowds.size(self._teams[target]) >= self._floor

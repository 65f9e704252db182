"""How many posts of each theme there are about each goal: counted after a release, then audited.

What belongs to which theme is handed in: this room knows of no session. Texts under a theme and
texts about a goal are listed in full, so that these sums are known to whoever counts by hand;
here they go through the audit all the same, together with the lists.
"""

from collections import Counter
from collections.abc import Hashable, Mapping

from sqlalchemy import delete, func, insert, select

from portal.anonymity import cells
from portal.anonymity.cells import View
from portal.anonymity.disclosure import audit
from portal.core.db import among, batched, db, transaction
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.voice.crowds import Crowds
from portal.voice.models import CountView, Post
from portal.voice.stages import PUBLIC, REPLY

BY = "theme"
# What belongs to no theme.
NONE = ""
# Of a goal, in a theme.
Cell = tuple[str, str]

OPEN = (Post.state.in_(PUBLIC), Post.kind != REPLY)
POSTS = select(Post.id, Post.target).where(*OPEN, Post.id.in_(among()))
LISTS = select(Post.target, func.count()).where(*OPEN).group_by(Post.target)


def count_anew(themes: Mapping[str, str]) -> None:
    """Count for the last release the posts of each theme (post to theme) by goal; idempotent."""
    last = select(CountView.batch, CountView.numbers, CountView.texts).limit(1)
    found = db.session.execute(last).first()
    if found is None:
        return
    rows = _Counting(themes, found.numbers, found.texts).rows()
    same = {"by": BY, "parent": None} | found._asdict()
    with transaction() as session:
        session.execute(delete(CountView).where(CountView.by == BY))
        if rows:
            session.execute(insert(CountView), [row | same for row in rows])


class _Counting:
    """What there is of each theme about each goal, and who could have said it."""

    def __init__(self, themes: Mapping[str, str], k: int, texts: int) -> None:
        self._k, self._floor, self._crowds = k, max(k, texts), Crowds()
        self._numbers = _numbers(themes)
        goals = okr.subjects({target for target, _theme in self._numbers})
        self._teams = {
            id_: goal.objective.team_id if isinstance(goal, KeyResult) else goal.team_id
            for id_, goal in goals.items()
        }

    def rows(self) -> list[dict[str, object]]:
        """A row for each theme and goal of which something was said, in the order of their keys."""
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
            for target in sorted({target for target, _theme in some})
        ]
        audience = cells.Crowds(
            self._crowds.sizes,
            {cell: self._crowds.behind(self._teams[cell[0]]) for cell in some},
        )
        numbers: dict[cells.Cell, int] = dict(self._numbers.items())
        return audit(proposed, lists, audience, numbers, self._k).published

    def _is_enough(self, target: str) -> bool:
        return target in self._teams and self._crowds.size(self._teams[target]) >= self._floor


def _numbers(themes: Mapping[str, str]) -> Counter[Cell]:
    """How many there are of each theme about each goal, and of none."""
    found: Counter[Cell] = Counter()
    for some in batched(themes):
        for post_id, target in db.session.execute(POSTS, {"ids": some}):
            found[target, themes[post_id]] += 1
    themed: Counter[str] = Counter()
    for (target, _theme), number in found.items():
        themed[target] += number
    for target, number in db.session.execute(LISTS):
        if target in themed and number > themed[target]:
            found[target, NONE] = number - themed[target]
    return found

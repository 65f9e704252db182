"""The one place that counts posts: a job after each release, which writes what pages may read.

Texts are listed under their goals, so every sum of whole lists can be counted by hand and is told
as a number, or as few. What no list shows is the site that a post names. Numbers by site go through
the audit (anonymity.disclosure), together with the lists and with what the last release told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Subquery, delete, func, insert, select

from portal.anonymity import cells
from portal.anonymity.cells import View
from portal.anonymity.disclosure import Audit, audit
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.voice.crowds import Crowds, Thresholds, thresholds
from portal.voice.items import CAUSES, KINDS
from portal.voice.models import CountView, Outcome, Post, Release
from portal.voice.stages import PUBLIC, REPLY, UNANSWERED

ALL = ""
ANY_SITE = ""
VALUES: dict[str, Sequence[str]] = {
    "": ("",),
    "kind": KINDS,
    "cause": CAUSES,
    "severity": ("1", "2", "3"),
    "answer": ("unanswered", "answered"),
}
TOLD = ("number", "few")
Key = tuple[str, str, str]
# Of a goal, from a site, since the last release or before.
Cell = tuple[str, str, bool]


@dataclass(frozen=True)
class Count:
    """So many published posts that are alike in all that can be asked for."""

    target: str
    said: Mapping[str, str]
    new: bool
    number: int

    @property
    def cell(self) -> Cell:
        """The cell in which they are."""
        return (self.target, self.said["site"], self.new)


def count_anew() -> None:
    """Count for the last fixed release, once; run again it changes nothing."""
    batch = db.session.scalar(select(func.max(Release.batch)).where(Release.root != ""))
    before = db.session.scalar(select(CountView.batch).limit(1))
    if batch is None or batch == before:
        return
    # Before the transaction: an audit takes its time, and releases are one at a time anyway.
    rows = Counting(_counts(before or 0), thresholds(), _told()).rows()
    with transaction() as session:
        session.execute(delete(CountView))
        session.execute(insert(CountView), [row | {"batch": batch} for row in rows])


def _counts(before: int) -> list[Count]:
    """What is published and was in the queue of a release; `new` since that release."""
    since = _public_since()
    new = (since.c.batch > before).label("new")
    asked = (Post.target, Post.kind, Post.cause, Post.severity, Post.progress, Post.site, new)
    query = select(*asked, func.count()).join(since, since.c.post_id == Post.id)
    query = query.where(Post.state.in_(PUBLIC), Post.kind != REPLY)
    return [
        Count(row[0], _said(*row[1:6]), bool(row[6]), row[7])
        for row in db.session.execute(query.group_by(*asked))
    ]


def _public_since() -> Subquery:
    """Public posts, each with the release that first told so since it was last taken back.

    One is judged again when somebody reports it or its author appeals: it is counted once.
    """
    back = select(Outcome.post_id, func.max(Outcome.batch).label("batch"))
    back = back.where(Outcome.outcome == "reject", Outcome.batch.is_not(None))
    taken = back.group_by(Outcome.post_id).subquery()
    query = select(Outcome.post_id, func.min(Outcome.batch).label("batch"))
    query = query.outerjoin(taken, taken.c.post_id == Outcome.post_id)
    query = query.where(Outcome.outcome.in_(("approve", "mask")), Outcome.batch.is_not(None))
    query = query.where(taken.c.batch.is_(None) | (Outcome.batch > taken.c.batch))
    return query.group_by(Outcome.post_id).subquery()


def _said(
    kind: str, cause: str | None, severity: int | None, progress: str | None, site: str | None
) -> dict[str, str]:
    weight, answer = "" if severity is None else str(severity), ""
    if progress:
        answer = "unanswered" if progress in UNANSWERED else "answered"
    told = {"": "", "kind": kind, "cause": cause or "", "severity": weight, "answer": answer}
    return told | {"site": site or ""}


def _told() -> set[tuple[str, str]]:
    """The scopes and sites of which the last release told the number."""
    query = select(CountView.scope, CountView.value)
    query = query.where(CountView.by == "site", CountView.shown.in_(TOLD))
    return {(scope, site) for scope, site in db.session.execute(query)}


class Counting:
    """One release's counting: what there is, who could have said it, what was told before."""

    def __init__(
        self, counts: Sequence[Count], k: Thresholds, told: Iterable[tuple[str, str]]
    ) -> None:
        """Nothing is asked of the database but goals, teams and sizes."""
        self._counts, self._k, self._told = counts, k, told
        self._crowds, self._sites = Crowds(), sorted(directory().sites())
        # Of what was not said, before or since, anybody sees that nothing was.
        self._said = {(one.target, one.new) for one in counts}
        goals = okr.subjects({one.target for one in counts})
        self._teams: dict[str, str | None] = dict.fromkeys(one.target for one in counts)
        for id_, goal in goals.items():
            self._teams[id_] = (
                goal.objective.team_id if isinstance(goal, KeyResult) else goal.team_id
            )

    def rows(self) -> list[dict[str, object]]:
        """Every view that there is to tell, or the reason why not; in the order of their keys."""
        found, sums = self._audited(), self._sums()
        rows = [self._row(key, found, sums[key]) for key in self._keys()]
        groups = [*self._crowds.above, *self._teams]
        rows += [self._under(one) for one in groups if not self._is_enough(one)]
        return sorted(rows, key=lambda row: (row["scope"], row["by"], row["value"]))

    def _is_enough(self, scope: str) -> bool:
        team = self._teams.get(scope, scope)
        return self._crowds.size(team or None) >= max(self._k.numbers, self._k.texts)

    def _scopes(self) -> list[str]:
        """The groups that are large enough, the largest first."""
        scopes = [ALL, *self._crowds.above, *self._teams]
        enough = {one for one in scopes if one == ALL or self._is_enough(one)}
        return sorted(
            enough, key=lambda one: (-self._crowds.size(self._teams.get(one, one) or None), one)
        )

    def _keys(self) -> Iterator[Key]:
        for scope in self._scopes():
            for by, values in (*VALUES.items(), ("site", self._sites)):
                yield from ((scope, by, value) for value in values)

    def _within(self, target: str) -> frozenset[str]:
        """The scopes that hold what is said about this goal."""
        team = self._teams[target]
        return frozenset({ALL, target}) | (self._crowds.above[team] if team else frozenset())

    def _sums(self) -> Counter[Key]:
        sums: Counter[Key] = Counter()
        for one in self._counts:
            for scope in self._within(one.target):
                for by, value in one.said.items():
                    sums[scope, by, value] += one.number
        return sums

    def _row(self, key: Key, found: Audit, number: int) -> dict[str, object]:
        scope, by, value = key
        shown = self._shown(key, found, number)
        count = number if shown == "number" else None
        return self._blank(scope, by, value) | {"shown": shown, "count": count}

    def _shown(self, key: Key, found: Audit, number: int) -> str:
        scope, by, value = key
        if not self._is_enough(scope) and scope == ALL:
            return "withheld"
        if by == "site" and (scope, value) not in found.published:
            # At the edge of few, that it is few would be the number itself.
            few = (scope, value) in found.zeros and number < self._k.numbers - 1
            return "few" if few else "withheld"
        return "number" if number >= self._k.numbers else "few"

    def _under(self, scope: str) -> dict[str, object]:
        team, floor = self._teams.get(scope, scope), max(self._k.numbers, self._k.texts)
        parent = self._crowds.parent(team, floor) if team else ALL
        return self._blank(scope, "", "") | {"shown": "parent", "parent": parent}

    def _blank(self, scope: str, by: str, value: str) -> dict[str, object]:
        told = {"shown": "withheld", "count": None, "parent": None}
        k = {"numbers": self._k.numbers, "texts": self._k.texts}
        return {"scope": scope, "by": by, "value": value, **told, **k}

    def _audited(self) -> Audit:
        proposed = [
            View((scope, site), self._cells(scope, site, (False, True)))
            for scope in self._scopes()
            for site in sorted(self._sites, key=lambda one: -self._crowds.size(None, one))
        ]
        told = [View(("told", *one), self._cells(*one, (False,))) for one in sorted(self._told)]
        numbers: Counter[cells.Cell] = Counter()
        for one in self._counts:
            numbers[one.cell] += one.number
        return audit(proposed, [*self._lists(), *told], self._audience(), numbers, self._k.numbers)

    def _cells(self, scope: str, site: str, ages: Iterable[bool]) -> frozenset[Cell]:
        return frozenset(
            (target, site, new)
            for target, new in self._said
            if new in ages and scope in self._within(target)
        )

    def _lists(self) -> list[View]:
        """What anybody can count on a goal's page: all of it, and what is new since last time."""
        return [
            View(("list", target, new), frozenset((target, site, new) for site in self._places()))
            for target, new in sorted(self._said)
        ]

    def _places(self) -> list[str]:
        return [ANY_SITE, *self._sites]

    def _audience(self) -> cells.Crowds:
        return cells.Crowds(
            self._crowds.sizes,
            {
                (target, site, new): self._crowds.behind(self._teams[target], site or None)
                for target, new in self._said
                for site in self._places()
            },
        )

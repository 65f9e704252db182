"""The promise about small groups, attacked: a company of 120, four attributes, all that pages show.

The attacker knows the roster by team and site, every list of texts, and everything that any release
told of numbers. It solves by elimination modulo a prime, as if it knew of `few` how few, and by
bounds; neither is the portal's code. Run as a program it says what it found.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

import pytest
from sqlalchemy import select

from portal.core.db import db
from portal.core.directory import directory
from portal.okr.models import KeyResult, Objective
from portal.voice.models import CountView, Outcome, Post
from tests.voice.company import TEAMS, Member, aim, hire, join, leave, released, speak

P = (1 << 61) - 1
K = (5, 8)
Cell = tuple[str, str, str, str, int]
"""Goal, cause, severity, site, and the release that counted it first."""


@dataclass
class Seen:
    """What pages have shown: sums of cells with their values, and who could be behind a cell."""

    sums: dict[frozenset[Cell], tuple[int, int]] = field(default_factory=dict)
    people: dict[Cell, frozenset[tuple[str, str]]] = field(default_factory=dict)
    sizes: dict[tuple[str, str], int] = field(default_factory=dict)
    above: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_small(self, cell: Cell) -> bool:
        return sum(self.sizes[one] for one in self.people[cell]) < K[0]


Told = Callable[[CountView, Seen], bool]


def look(before: Seen, told: Told) -> Seen:
    """Read everything that this release shows, into what the release before has shown."""
    who = directory()
    seen = Seen(dict(before.sums))
    seen.sizes = {(t or "", s or ""): n for (t, s), n in who.spread().items()}
    above = seen.above = {team: who.above(team) for team in who.teams()}
    sites, homes = sorted(who.sites()), teams_of_goals()
    lists: Counter[tuple[str, str, str, int]] = Counter()
    for post, batch in counted():
        lists[post.target, post.cause, str(post.severity), batch] += 1
    for (target, *said), number in lists.items():
        row = [(target, *said[:2], site, said[2]) for site in ("", *sites)]
        seen.sums[frozenset(row)] = (number, number)
        for cell in row:
            seen.people[cell] = frozenset(
                one
                for one in seen.sizes
                if (not homes[target] or homes[target] in above[one[0]]) and cell[3] in ("", one[1])
            )
    truth = Counter(
        (p.target, p.cause, str(p.severity), p.site or "", batch) for p, batch in counted()
    )
    for view in db.session.scalars(select(CountView)):
        cells = [cell for cell in seen.people if asks(view, cell, homes, above)]
        if cells and told(view, seen):
            number = sum(truth[cell] for cell in cells)
            few = view.shown == "few"
            seen.sums[frozenset(cells)] = (0, K[0] - 1) if few else (number, number)
    return seen


def teams_of_goals() -> dict[str, str]:
    found = {one.id: one.team_id for one in db.session.scalars(select(Objective))}
    goals = {one.id: found[one.objective_id] for one in db.session.scalars(select(KeyResult))}
    return found | goals | {"unsure": ""}


def counted() -> Iterator[tuple[Post, int]]:
    query = select(Post, Outcome.batch).join(Outcome, Outcome.post_id == Post.id)
    yield from db.session.execute(query.where(Outcome.batch.is_not(None)))


def asks(
    view: CountView, cell: Cell, homes: dict[str, str], above: dict[str, frozenset[str]]
) -> bool:
    """Whether the view counts what is in this cell."""
    if view.shown == "parent" or view.batch < cell[4]:
        return False
    within = {"", cell[0], *above.get(homes[cell[0]], ())}
    value = {"": "", "kind": "blocker", "cause": cell[1], "severity": cell[2], "site": cell[3]}
    value["answer"] = "unanswered"
    return view.scope in within and value[view.by] == view.value


def small_groups(seen: Seen) -> Iterator[frozenset[tuple[str, str]]]:
    """Every group of fewer than five people that the roster knows by team and site."""
    few = sorted(group for group, size in seen.sizes.items() if size < K[0])
    for number in range(1, K[0]):
        for some in combinations(few, number):
            if sum(seen.sizes[one] for one in some) < K[0]:
                yield frozenset(some)


def solved(seen: Seen) -> set[frozenset[tuple[str, str]]]:
    """The groups of whom alone some combination of all that was shown speaks.

    Whatever speaks of a group alone speaks of small cells alone: these combinations come first.
    """
    few = led((dict.fromkeys(view, 1) for view in seen.sums), seen.people, seen.is_small)
    groups = small_groups(seen)
    return {
        one
        for one in groups
        if led(few, seen.people, lambda cell, one=one: seen.people[cell] <= one)
    }


def led(
    rows: Iterable[dict[Cell, int]], cells: Iterable[Cell], last: Callable[[Cell], bool]
) -> list[dict[Cell, int]]:
    """Eliminate, with some cells last: the combinations that are of those alone."""
    order = sorted(cells, key=last)
    place = {cell: at for at, cell in enumerate(order)}
    basis: dict[int, dict[int, int]] = {}
    for one in rows:
        if row := reduced({place[cell]: value for cell, value in one.items()}, basis):
            inverse = pow(row[min(row)], -1, P)
            basis[min(row)] = {at: value * inverse % P for at, value in row.items()}
    found = [row for lead, row in basis.items() if last(order[lead])]
    return [{order[at]: value for at, value in row.items()} for row in found]


def reduced(row: dict[int, int], basis: dict[int, dict[int, int]]) -> dict[int, int]:
    while row and min(row) in basis:
        pivot = basis[min(row)]
        factor = row[min(row)]
        for at, value in pivot.items():
            row[at] = (row.get(at, 0) - factor * value) % P
        row = {at: value for at, value in row.items() if value}
    return row


def bounded(seen: Seen) -> set[Cell]:
    """Cells of fewer than five that are settled by bounds: no count is under zero or over a sum."""
    low = dict.fromkeys(seen.people, 0)
    high = {
        cell: min(most for view, (_n, most) in seen.sums.items() if cell in view) for cell in low
    }
    for _round in range(20):
        before = (dict(low), dict(high))
        for view, (least, most) in seen.sums.items():
            lows, highs = sum(low[c] for c in view), sum(high[c] for c in view)
            narrowed = {
                cell: (
                    max(low[cell], least - highs + high[cell]),
                    min(high[cell], most - lows + low[cell]),
                )
                for cell in view
            }
            low |= {cell: both[0] for cell, both in narrowed.items()}
            high |= {cell: both[1] for cell, both in narrowed.items()}
        if (low, high) == before:
            break
    return {cell for cell in low if seen.is_small(cell) and low[cell] == high[cell]}


def as_audited(view: CountView, _seen: Seen) -> bool:
    return view.shown in ("number", "few")


def by_threshold_alone(view: CountView, seen: Seen) -> bool:
    """What would be told if each number were only asked for the people behind it."""
    if view.by != "site":
        return as_audited(view, seen)
    home = teams_of_goals().get(view.scope, view.scope)
    behind = (
        size
        for (team, site), size in seen.sizes.items()
        if site == view.value and (not home or home in seen.above[team])
    )
    return sum(behind) >= K[0]


@dataclass(frozen=True)
class Life:
    """Three releases: what was seen after each, and how many numbers by site were told at last."""

    history: list[Seen]
    numbers: int


def live(told: Told, seed: int) -> Life:
    """A company in which people join and leave between releases."""
    chance = random.Random(seed)  # noqa: S311 - a made company, the same each time
    people = hire(chance)
    goals = aim("p000")
    sites = {name: id_ for id_, name in directory().sites().items()}
    history = [Seen()]
    for day in range(1, 5):
        released(speak(chance.choices(people, k=40), goals, sites, chance), day)
        history.append(look(history[-1], told))
        join([joined := Member(f"n{day}", chance.choice(sorted(TEAMS)), "高雄店")])
        leave(people[day].name)
        people = [*people, joined]
    by_site = db.session.scalars(select(CountView).where(CountView.by == "site"))
    return Life(history[2:], sum(told(view, history[-1]) for view in by_site))


def persons(life: Life) -> int:
    """How many people stand in groups that were solved for at the last release."""
    last = life.history[-1]
    return sum(last.sizes[one] for one in frozenset().union(*solved(last)))


@pytest.fixture
def strict(app, monkeypatch):
    others = app.extensions["portal"].model_copy(update={"k": K})
    monkeypatch.setitem(app.extensions, "portal", others)


@pytest.mark.slow
@pytest.mark.everywhere
def test_nobody_and_no_group_under_five_is_solved_for_at_any_release(backend, strict):
    life = live(as_audited, 11)
    assert [solved(seen) for seen in life.history] == [set()] * 3
    assert bounded(life.history[-1]) == set()
    assert life.numbers >= 8


@pytest.mark.slow
def test_with_a_threshold_alone_the_same_attacker_solves_for_people(strict):
    life = live(by_threshold_alone, 11)
    assert persons(life) >= 5

"""Who is to decide on a blocker, one level of the alignment above the other.

First whoever answers for the goal, then whoever answers for what it stands under, in every
department that let it hang there; where goals end, the managers of the teams above. Only managers
decide: for the goal of somebody else the managers over its owner stand in.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from portal.core.directory import directory
from portal.okr import alignment
from portal.okr import service as okr
from portal.okr.models import KeyResult, Objective
from portal.voice.models import Post


@dataclass(frozen=True)
class Link:
    """The people of one level, and how far up it is; 0 is the goal itself."""

    level: int
    people: tuple[str, ...]


def chain(post: Post) -> Iterator[Link]:
    """Every level above a post that has managers in it, each person where they come first."""
    seen: set[str] = set()
    for level, people in enumerate(_levels(post)):
        new = tuple(one for one in dict.fromkeys(people) if one not in seen)
        seen.update(new)
        if new:
            yield Link(level, new)


def next_link(post: Post, above: int, fits: Callable[[str], bool]) -> Link | None:
    """The first level over this one in which somebody fits, with those who do; None: nobody."""
    for link in chain(post):
        people = tuple(one for one in link.people if fits(one))
        if link.level > above and people:
            return Link(link.level, people)
    return None


def common_link(post: Post, receiver: str, fits: Callable[[str], bool]) -> Link | None:
    """Who answers for the nearest goal that is over the post and over the receiver's own goals."""
    theirs = alignment.over(_goals_of(receiver))
    for level, goals in enumerate(alignment.levels(post.target)):
        people = tuple(filter(fits, _deciders(goal for goal in goals if goal in theirs)))
        if level and people:
            return Link(level, people)
    return None


def _levels(post: Post) -> Iterator[list[str]]:
    goals = okr.subjects([post.target])
    if goals:
        yield from map(_deciders, alignment.levels(post.target))
    yield from _managers_above(_team_of(goals.get(post.target)))


def _deciders(goals: Iterable[str]) -> list[str]:
    found = okr.subjects(goals)
    managers = {one.id for one in directory().managers()}
    people: list[str] = []
    for goal in found.values():
        if goal.owner_id in managers:
            people.append(goal.owner_id)
        else:
            people += next(_managers_above(_team_of(goal)), [])
    return people


def _team_of(goal: KeyResult | Objective | None) -> str | None:
    if isinstance(goal, KeyResult):
        return goal.owner_team_id or goal.objective.team_id
    return goal.team_id if goal else None


def _managers_above(team: str | None) -> Iterator[list[str]]:
    """The managers of a team and of each over it; with no team those who stand highest."""
    seen: set[str] = set()
    while team is not None and team not in seen:
        seen.add(team)
        found = directory().managers_of(team)
        if found:
            yield found
        team = directory().over(team)
    if not seen:
        yield _highest()


def _highest() -> list[str]:
    """The managers who have the fewest teams over them."""
    above = directory().lines()
    found: dict[int, list[str]] = defaultdict(list)
    for one in directory().managers():
        found[len(above.get(one.team_id or "", above))].append(one.id)
    return found[min(found)] if found else []


def _goals_of(account_id: str) -> list[str]:
    mine = okr.owned_by(account_id)
    return [*(one.id for one in mine), *(one.id for one in okr.objectives_owned_by(account_id))]

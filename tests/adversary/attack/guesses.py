"""Guesses: each gives, for a post, points to the members who may have written it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import product

from tests.adversary.attack import orders
from tests.adversary.attack.evidence import Event, Evidence
from tests.adversary.attack.reading import Row

Points = Mapping[str, float]
# A guess over a whole release, from posts to points.
Guess = Callable[[int], dict[str, Points]]
# Of five neighbours in an order: two orders that were kept may still differ by a place or two.
NEAR = (0.25, 0.5, 1.0, 0.5, 0.25)
DAY = 86400


def all_guesses(evidence: Evidence) -> dict[str, Guess]:
    """Every guess that these artefacts allow, by name."""
    return {
        **_Alignments(evidence).named(),
        **_crowds(evidence),
        **_alikenesses(evidence),
        "log nearest": lambda batch: _nearest(evidence, batch),
        "log same goal": lambda batch: _same_goal(evidence, batch),
        "between the same looks": lambda batch: _together(evidence, batch),
    }


class _Alignments:
    """One order of the posts of a release laid beside one order of members."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._kept: dict[int, tuple[dict[str, list[str]], dict[str, list[str]]]] = {}

    def both(self, batch: int) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """All orders of posts, and all orders of members, by name."""
        if batch not in self._kept:
            found = orders.of_posts(self._evidence, batch), orders.of_members(self._evidence, batch)
            self._kept[batch] = found
        return self._kept[batch]

    def named(self) -> dict[str, Guess]:
        """A guess for each two orders and each way to lay them beside each other."""
        found = [self.both(batch) for batch in self._evidence.batches]
        posts = sorted({name for one, _other in found for name in one})
        members = sorted({name for _one, other in found for name in other})
        every = product(posts, members, WAYS)
        return {" | ".join(which): partial(self._guess, which) for which in every}

    def _guess(self, which: tuple[str, str, str], batch: int) -> dict[str, Points]:
        one, other, way = which
        posts, members = self.both(batch)
        return _beside(posts.get(one, []), members.get(other, []), way)


def _stretched(place: int, posts: int, members: int) -> int:
    return place * members // posts


WAYS: dict[str, Callable[[int, int, int], int]] = {
    "stretched": _stretched,
    "stretched back": lambda place, posts, members: members - 1 - _stretched(place, posts, members),
    "head": lambda place, _posts, _members: place,
    "tail": lambda place, posts, members: members - posts + place,
}


def _beside(posts: list[str], members: list[str], way: str) -> dict[str, Points]:
    found, place_of, many = {}, WAYS[way], len(members)
    for place, post in enumerate(posts):
        at = place_of(place, len(posts), many)
        if 2 <= at < many - 2:
            found[post] = dict(zip(members[at - 2 : at + 3], NEAR, strict=True))
        else:
            near = zip(range(at - 2, at + 3), NEAR, strict=True)
            found[post] = {members[i]: points for i, points in near if 0 <= i < many}
    return found


def _crowds(evidence: Evidence) -> dict[str, Guess]:
    """Points to a crowd, alike for all posts of a release: who collected, who was seen that day."""

    def alike(crowd: Callable[[int], Points]) -> Guess:
        def guess(batch: int) -> dict[str, Points]:
            points = crowd(batch)
            return dict.fromkeys(evidence.batches.get(batch, []), points)

        return guess

    def names(batch: int) -> list[str]:
        return evidence.collected.get(batch, [])

    def fresh(batch: int) -> set[str]:
        return set(evidence.fresh(batch))

    def newly(batch: int) -> set[str]:
        return set(names(batch)) - set(names(batch - 1))

    crowds: dict[str, Callable[[int], Points]] = {
        "collected since the last release": lambda b: dict.fromkeys(fresh(b), 1.0),
        "not collected since": lambda b: dict.fromkeys(set(names(b)) - fresh(b), 1.0),
        "collected since the one before": lambda b: dict.fromkeys(fresh(b - 1), 1.0),
        "collected for the first time": lambda b: dict.fromkeys(newly(b), 1.0),
        "first time the release before": lambda b: dict.fromkeys(newly(b - 1), 1.0),
        "changed something that day": lambda b: dict.fromkeys(_audited(evidence, b), 1.0),
        "collected often": lambda b: _often(evidence, b),
    }
    return {name: alike(crowd) for name, crowd in crowds.items()}


def _audited(evidence: Evidence, batch: int) -> list[str]:
    posts = evidence.batches.get(batch, [])
    day = str(evidence.posts[posts[0]]["day"]) if posts else ""
    rows = evidence.audited(day)
    return [
        evidence.names[row["account_id"]] for row in rows if row["account_id"] in evidence.names
    ]


def _often(evidence: Evidence, batch: int) -> Points:
    looks = evidence.instants.get(batch, [])
    allowed = evidence.allowances(looks[-1] if looks else evidence.end, evidence.kid_of(batch))
    return {name: float(row["n"]) / 100 for name, row in allowed.items()}


def _alikenesses(evidence: Evidence) -> dict[str, Guess]:
    """Whose bytes are nearest to the bytes of a post: a hash of one might be made of the other."""

    def guess(column: str, of: str) -> Guess:
        def points(batch: int) -> dict[str, Points]:
            allowed = evidence.allowances(evidence.end, evidence.kid_of(batch))
            names = evidence.collected.get(batch, [])
            keys = {name: _number(_member_bytes(evidence, allowed, name, of)) for name in names}
            ids = evidence.batches.get(batch, [])
            said = {id_: str(evidence.posts[id_].get(column)) for id_ in ids}
            return {id_: _closest(_number(text), keys) for id_, text in said.items()}

        return points

    pairs = product(("commitment", "mailbox", "id"), ("request", "id", "hash of id"))
    return {f"{column} ~ {of}": guess(column, of) for column, of in pairs}


def _member_bytes(evidence: Evidence, allowed: Mapping[str, Row], name: str, of: str) -> str:
    if of == "request":
        return str(allowed[name]["request"]) if name in allowed else ""
    id_ = next(id_ for id_, known in evidence.names.items() if known == name)
    return id_ if of == "id" else hashlib.sha256(id_.encode()).hexdigest()


def _number(text: str) -> int:
    return int.from_bytes(text[:16].ljust(16).encode(), "big")


def _closest(wanted: int, keys: Mapping[str, int]) -> Points:
    if not keys:
        return {}
    ordered = sorted(keys, key=lambda name: abs(keys[name] - wanted))
    return {name: 1.0 / (place + 1) for place, name in enumerate(ordered[:5])}


def _nearest(evidence: Evidence, batch: int) -> dict[str, Points]:
    """Whoever a log names last before the line of the post."""
    last: str | None = None
    found: dict[str, Points] = {}
    marks = {evidence.posts[id_].get("commitment"): id_ for id_ in evidence.batches.get(batch, [])}
    for event in evidence.events:
        post = next((marks[word] for word in event.words if word in marks), None)
        if post and last:
            found[post] = {last: 1.0}
        last = evidence.member_of(event) or last
    return found


def _together(evidence: Evidence, batch: int) -> dict[str, Points]:
    """Whoever collected between the same two looks at the live disk."""
    seen = evidence.together(batch)
    return {id_: dict.fromkeys(names, 1.0) for ids, names in seen for id_ in ids}


def _same_goal(evidence: Evidence, batch: int) -> dict[str, Points]:
    """Whose address asked for the goal of a post, and then posted, on the day of the release.

    Days of such a log count from its first; a release a day, so do the releases.
    """
    speakers = _speakers(evidence.events, evidence)
    today = [(name, goal) for name, at, goal in speakers if int(at // DAY) == batch - 1]
    ids = evidence.batches.get(batch, [])
    goals = {id_: evidence.posts[id_]["target"] for id_ in ids}
    return {id_: {n: 1.0 for n, about in today if about == goals[id_]} for id_ in ids}


def _speakers(events: Iterable[Event], evidence: Evidence) -> list[tuple[str, float, str]]:
    """Who sent something, when, and about which goal the last page was that they asked for."""
    goals = {str(row["target"]) for row in evidence.posts.values()}
    looked: dict[str, str] = {}
    found = []
    for event in events:
        name = evidence.member_of(event)
        path = next((word for word in event.words if word.startswith("/")), "")
        if name is None:
            continue
        goal = path.rpartition("/")[2]
        if goal in goals:
            looked[name] = goal
        if path == "/say/posts" and name in looked:
            found.append((name, event.at, looked[name]))
    return found

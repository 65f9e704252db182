"""The attack on one folder: a ranking of members for every post, by any combination of guesses."""

import random
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from zlib import crc32

from tests.adversary.attack import orders
from tests.adversary.attack.evidence import Evidence
from tests.adversary.attack.guesses import Guess, Points, all_guesses
from tests.adversary.attack.rooms import Answers, Ballots, Cards
from tests.adversary.attack.weekly import Weekly

# What may be attacked, each with what a folder tells of it.
OF: dict[str, type[Evidence]] = {
    "posts": Evidence,
    "cards": Cards,
    "ballots": Ballots,
    "polls": Answers,
    "answers": Weekly,
}


class Attacker:
    """Holds one folder, and guesses."""

    def __init__(self, folder: Path, of: str = "posts") -> None:
        orders.forget()
        self.evidence = OF[of](folder)
        self._kept: dict[tuple[str, int], dict[str, Points]] = {}

    @cached_property
    def guesses(self) -> dict[str, Guess]:
        """Every guess that the folder allows."""
        return all_guesses(self.evidence)

    def marks(self) -> dict[str, str]:
        """By what whoever knows the truth can look up each of what was said."""
        return {id_: self.evidence.mark_of(id_) for id_ in self.evidence.posts}

    def batch_of(self, post: str) -> int:
        """The release that a post came with."""
        return int(self.evidence.posts[post]["batch"])

    def firsts(self, combination: Sequence[str], batches: Iterable[int]) -> dict[str, str]:
        """The member that each post of these releases is most likely of: the first of `rank`."""
        found = {}
        for batch in batches:
            given = [self._points(name, batch) for name in combination]
            for post in self.evidence.batches[batch]:
                points = [one[post] for one in given if post in one]
                found[post] = self._first(post, batch, points)
        return found

    def rank(self, post: str, combination: Sequence[str]) -> list[str]:
        """All members who had collected by the release, the likeliest author first."""
        batch = self.batch_of(post)
        sums = _sums(self._points(name, batch).get(post, {}) for name in combination)
        members = list(self.evidence.collected[batch])
        # A guess that gives nobody more than another must not profit from an order.
        random.Random(post).shuffle(members)  # noqa: S311
        return sorted(members, key=lambda name: -sums.get(name, 0.0))

    def _points(self, name: str, batch: int) -> dict[str, Points]:
        guess = self.guesses.get(name)
        return guess(batch) if guess else {}

    def _first(self, post: str, batch: int, given: Sequence[Points]) -> str:
        """The same as the first of `rank`, but for the draw among equals, and much faster."""
        sums, here = given[0] if len(given) == 1 else _sums(given), self._members[batch]
        most, best = 0.0, []
        for name, worth in sums.items():
            if worth >= most and name in here:
                best = [*best, name] if worth == most else [name]
                most = worth
        equals = sorted(best) or self.evidence.collected[batch]
        # Any draw does that has nothing to do with who they are.
        return equals[crc32(post.encode()) % len(equals)] if len(equals) > 1 else equals[0]

    @cached_property
    def _members(self) -> dict[int, frozenset[str]]:
        return {batch: frozenset(names) for batch, names in self.evidence.collected.items()}


def _sums(given: Iterable[Points]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for points in given:
        for name, worth in points.items():
            sums[name] = sums.get(name, 0.0) + worth
    return sums

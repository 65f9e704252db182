"""The attack chosen on half of the worlds and scored on the others, against chance."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path
from statistics import mean

from tests.adversary.attack.attacker import Attacker
from tests.adversary.attack.orders import arrivals
from tests.adversary.world import Truth

BEST = 10
Combination = tuple[str, ...]


def clopper_pearson(hits: int, trials: int, confidence: float = 0.95) -> float:
    """The one-sided upper bound of a rate: the least at which so few hits are that unlikely."""
    if hits >= trials:
        return 1.0
    low, high = hits / trials, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (
            (low, middle) if _at_most(hits, trials, middle) < 1 - confidence else (middle, high)
        )
    return high


def lower_bound(hits: int, trials: int, confidence: float = 0.95) -> float:
    """The one-sided lower bound of a rate."""
    return 1 - clopper_pearson(trials - hits, trials, confidence)


def _at_most(hits: int, trials: int, rate: float) -> float:
    """The chance of at most so many hits, in logarithms: the terms themselves are too small."""
    terms = [
        math.lgamma(trials + 1)
        - math.lgamma(k + 1)
        - math.lgamma(trials - k + 1)
        + k * math.log(rate)
        + (trials - k) * math.log1p(-rate)
        for k in range(hits + 1)
    ]
    most = max(terms)
    return math.exp(most) * sum(math.exp(term - most) for term in terms)


@dataclass
class Score:
    """How often the first of the ranking was the author."""

    hits: int = 0
    posts: int = 0
    # Of each post, one over the members who had collected by its release.
    chances: float = 0.0
    combination: Combination = ()

    def add(self, other: "Score") -> None:
        self.hits += other.hits
        self.posts += other.posts
        self.chances += other.chances

    @property
    def rate(self) -> float:
        return self.hits / self.posts if self.posts else 0.0

    @property
    def chance(self) -> float:
        return self.chances / self.posts if self.posts else 0.0

    @property
    def bound(self) -> float:
        return clopper_pearson(self.hits, self.posts) if self.posts else 1.0


@dataclass(frozen=True)
class Attacked:
    """One world, or some of its releases, in the hands of an attacker; the truth stays here."""

    attacker: Attacker
    truth: Truth
    batches: frozenset[int]
    of: str = "posts"

    @cached_property
    def authors(self) -> dict[str, str]:
        """Who wrote each post of these releases, or what else is attacked."""
        marks, batches = self.attacker.marks(), self.attacker.evidence.batches
        here = [post for batch in self.batches for post in batches[batch]]
        return {post: self._known[marks[post]] for post in here}

    @property
    def _known(self) -> Mapping[str, str]:
        if self.of == "posts":
            return self.truth.authors
        if self.of == "answers":
            return self.truth.answered.marks
        found: Mapping[str, str] = getattr(self.truth.said, self.of)
        return found

    @cached_property
    def crowds(self) -> Mapping[int, list[str]]:
        """Who had collected by each release, or for each session."""
        if self.of == "posts":
            return self.truth.collected
        if self.of == "answers":
            return self.truth.answered.collected
        rooms = enumerate(self.truth.said.rooms, 1)
        return {number: room.collected[self.of] for number, room in rooms}

    def hits(self, combination: Combination) -> int:
        """How many authors a combination of guesses finds."""
        firsts = self.attacker.firsts(combination, self.batches)
        return sum(self.authors[post] == name for post, name in firsts.items())

    def score(self, combination: Combination) -> Score:
        """How well a combination of guesses does in these releases."""
        crowds = (self.crowds[self.attacker.batch_of(post)] for post in self.authors)
        chances = sum(1 / len(crowd) for crowd in crowds)
        return Score(self.hits(combination), len(self.authors), chances, combination)


def attacked(folder: Path, truth: Truth, of: str = "posts") -> Attacked:
    """A world, all of it, in the hands of whoever holds this folder and looks for one thing."""
    attacker = Attacker(folder, of)
    return Attacked(attacker, truth, frozenset(attacker.evidence.batches), of)


def halves(world: Attacked) -> list[Attacked]:
    """A world as two: every other release, for runs too short for worlds of their own."""
    batches = sorted(world.batches)
    return [replace(world, batches=frozenset(batches[first::2])) for first in (0, 1)]


def order_seen(world: Attacked) -> float:
    """How much of the order in one window the live disk shows: Kendall's tau, the mean of all.

    Of tokens in the inbox, which no release has moved yet; 1.0 is the whole order.
    """
    came = {token: place for place, token in enumerate(world.truth.arrived)}
    seen = [arrivals(world.attacker.evidence, batch) for batch in sorted(world.batches)]
    return mean(_tau([came[token] for token in tokens]) for tokens in seen if len(tokens) > 1)


def _tau(places: Sequence[int]) -> float:
    signs = [1 if one < other else -1 for one, other in combinations(places, 2)]
    return sum(signs) / len(signs)


def chosen(worlds: Sequence[Attacked]) -> Combination:
    """The combination that does best here: of all guesses, and of pairs and threes of the best."""
    names = sorted({name for world in worlds for name in world.attacker.guesses})
    singles = ranked(worlds, ((name,) for name in names))
    best = [combination[0] for combination in singles[:BEST]]
    pairs = ranked(worlds, combinations(best, 2))
    threes = ((*pair, name) for pair in pairs[:3] for name in best if name not in pair)
    return ranked(worlds, [*singles[:BEST], *pairs[:BEST], *threes])[0]


def ranked(worlds: Sequence[Attacked], given: Iterable[Combination]) -> list[Combination]:
    """The combinations, the one with most hits first."""
    hits: Mapping[Combination, int] = {
        combination: sum(world.hits(combination) for world in worlds) for combination in given
    }
    return sorted(hits, key=lambda combination: (-hits[combination], len(combination)))


def judged(worlds: Sequence[Attacked]) -> Score:
    """Choose on the first half, score on the second; each world is in one half only."""
    half = len(worlds) // 2
    combination = chosen(worlds[:half])
    found = Score(combination=combination)
    for world in worlds[half:]:
        found.add(world.score(combination))
    return found


def judged_both_ways(worlds: Sequence[Attacked]) -> Score:
    """The same, and once more with the halves changed over: no world is scored by its own choice.

    For what there is little of in a world; the combination is the one that was chosen first.
    """
    half = len(worlds) // 2
    found = judged(worlds)
    found.add(judged([*worlds[half:], *worlds[:half]]))
    return found

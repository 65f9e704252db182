"""How well the radar sees: figures from seeds 50 to 99 alone, which no threshold has met."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.radar.reading import read
from portal.radar.signals import LEVELS, signals
from tests.radar import made, simulator, traits

SEEDS = range(50, 100)
# Looked at once, when all was done: one choice was made after a look at the others (docs/radar.md).
LATER = range(100, 200)


@dataclass(frozen=True)
class Score:
    """Of one setting: readings that were right, and what was told of which kind at which level."""

    right: int
    read: Counter[tuple[str, str]]
    told: Counter[tuple[str, str, str]]
    # How many groups of a level there were to tell of, by kind and level.
    groups: Counter[tuple[str, str]]

    @property
    def accuracy(self) -> float:
        """The share of company-quarters whose kind was read."""
        return self.right / sum(self.read.values())

    def rate(self, kind: str, level: str) -> float:
        """How many signals there were for each group of a level."""
        whole = sum(n for (k, at, _code), n in self.told.items() if (k, at) == (kind, level))
        return whole / self.groups[kind, level]


def measured(
    setting: simulator.Setting, seeds: range = SEEDS, levels: Sequence[str] = LEVELS
) -> Score:
    """Look at every company of these seeds."""
    score = Score(0, Counter(), Counter(), Counter())
    for kind in traits.KINDS:
        for seed in seeds:
            quarter = made.quarter(seed, kind, setting)
            found = read(quarter)
            score.read[kind, found.look.value if found else ""] += 1
            score.told.update((kind, one.level, one.code) for one in signals(quarter, levels))
            for level in levels:
                score.groups[kind, level] += len(made.groups(quarter, level))
    right = sum(number for (kind, look), number in score.read.items() if kind == look)
    return Score(right, score.read, score.told, score.groups)


def report(seeds: range = SEEDS) -> Iterator[str]:
    """The figures of docs/radar.md."""
    for setting in simulator.SETTINGS:
        score = measured(setting, seeds)
        yield f"missing {setting.missing:.0%}, noise {setting.noise:g}: {score.accuracy:.1%} right"
        for (kind, look), number in sorted(score.read.items()):
            yield f"  {kind:11} read as {look:11} {number}"
        for kind in traits.KINDS:
            yield from (told(score, kind, level) for level in LEVELS)


def told(score: Score, kind: str, level: str) -> str:
    """How many signals of each code there were for a kind."""
    found = {c: n for (k, at, c), n in sorted(score.told.items()) if (k, at) == (kind, level)}
    return f"  {kind:11} {level:10} {score.rate(kind, level):.3f} for each: {found}"

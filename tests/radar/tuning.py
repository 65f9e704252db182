"""How thresholds are chosen: from seeds 0 to 49 alone, in all four settings."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from statistics import fmean, stdev

from scipy.stats import beta, norm

from portal.radar.measures import MEASURES
from portal.radar.reading import SIGNS
from portal.radar.thresholds import COMPANY, DEPARTMENT, FEW, LEAST, LOW
from tests.radar import made, simulator

SEEDS = range(50)
# So seldom an honest company may go over a threshold, by the distribution that fits: the first of
# these with which these very seeds are told of no more than FALSE times, in each setting, and then
# the next: companies that were not looked at do worse.
SELDOM = (1 / 250, 1 / 500, 1 / 1000, 1 / 2000, 1 / 4000)
FALSE = 1 / 40
TOLD = {
    COMPANY: (
        "done",
        "even",
        "straight",
        "copied",
        "silent",
        "undecided",
        "cliff",
        "leaders",
        "easy",
    ),
    DEPARTMENT: ("done", "straight", "copied", "silent", "cliff", "leaders", "easy"),
}


@cache
def values(code: str, level: str, setting: simulator.Setting) -> list[float]:
    """The figure of every honest company or department."""
    found = []
    for seed in SEEDS:
        quarter = made.quarter(seed, "honest", setting)
        of = [MEASURES[code](quarter, group) for group in made.groups(quarter, level)]
        found += [one.value for one in of if one and (code in FEW or one.of >= LEAST[level])]
    return found


def chosen(level: str) -> tuple[float, dict[str, float]]:
    """The thresholds of a level, and how seldom by them."""
    good = (
        after for seldom, after in pairwise(SELDOM) if _holds(_thresholds(level, seldom), level)
    )
    seldom = next(good, SELDOM[-1])
    return seldom, _thresholds(level, seldom)


def _holds(found: Mapping[str, float], level: str) -> bool:
    return all(false(level, found, setting) <= FALSE for setting in simulator.SETTINGS)


def _thresholds(level: str, seldom: float) -> dict[str, float]:
    return {code: threshold(code, level, seldom) for code in TOLD[level]}


def false(level: str, thresholds: Mapping[str, float], setting: simulator.Setting) -> float:
    """How many signals there are for each honest company or department."""
    told = sum(
        value <= edge if code in LOW else value >= edge
        for code, edge in thresholds.items()
        for value in values(code, level, setting)
    )
    quarters = [made.quarter(seed, "honest", setting) for seed in SEEDS]
    return told / sum(len(made.groups(one, level)) for one in quarters)


def threshold(code: str, level: str, seldom: float) -> float:
    """Where the tail of what honest ones do begins, in steps of a twentieth."""
    found = [one for setting in simulator.SETTINGS for one in values(code, level, setting)]
    if code in LOW:
        return math.floor(_normal(found, seldom) * 100) / 100
    edge = _lognormal(found, seldom) if code == "leaders" else _beta(found, seldom)
    return math.ceil(edge * 20 - 1e-9) / 20


def _beta(found: Sequence[float], seldom: float) -> float:
    mean, spread = fmean(found), stdev(found)
    strength = mean * (1 - mean) / spread**2 - 1
    return float(beta.isf(seldom, mean * strength, (1 - mean) * strength))


def _normal(found: Sequence[float], seldom: float) -> float:
    return float(norm.ppf(seldom, fmean(found), stdev(found)))


def _lognormal(found: Sequence[float], seldom: float) -> float:
    return math.exp(_normal([-math.log(one) for one in found], seldom) * -1)


def formal(seed: int, kind: str, setting: simulator.Setting) -> float:
    """The mean of the signs of formalism."""
    quarter = made.quarter(seed, kind, setting)
    found = [MEASURES[one](quarter, quarter.results) for one in SIGNS]
    return fmean(one.value for one in found if one)


Figure = Callable[[int, str, simulator.Setting], float]


def easy(seed: int, kind: str, setting: simulator.Setting) -> float:
    """The share of targets that were reached early."""
    quarter = made.quarter(seed, kind, setting)
    found = MEASURES["easy"](quarter, quarter.results)
    return found.value if found else 0.0


def parting(figure: Figure, below: Sequence[str], above: str) -> tuple[float, int]:
    """The middle of the cuts that part these kinds with the fewest errors, and how many."""
    every = [(seed, setting) for setting in simulator.SETTINGS for seed in SEEDS]
    low = [figure(seed, kind, setting) for kind in below for seed, setting in every]
    high = [figure(seed, above, setting) for seed, setting in every]
    wrong = {
        cut / 100: sum(one >= cut / 100 for one in low) + sum(one < cut / 100 for one in high)
        for cut in range(101)
    }
    least = min(wrong.values())
    best = [cut for cut, errors in wrong.items() if errors == least]
    return round(fmean(best), 2), least


def tune() -> Iterator[str]:
    """A line for each number of portal/radar/thresholds.py."""
    for level in TOLD:
        seldom, found = chosen(level)
        yield f"{level}: once in {1 / seldom:.0f}"
        yield from (f"  {code:10} {edge:.2f}" for code, edge in found.items())
    for name, figure, below, above in (
        ("EASY", easy, ("honest", "formalist"), "sandbagging"),
        ("FORMAL", formal, ("honest",), "formalist"),
    ):
        cut, errors = parting(figure, below, above)
        yield f"{name:10} {cut:.2f}, {errors} errors"

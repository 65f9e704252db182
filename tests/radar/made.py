"""Made quarters as the radar takes them."""

from functools import cache
from statistics import median

from portal.radar.figures import Leader, Quarter, Reading, Result, mean_age
from tests.radar import simulator
from tests.radar.simulator import WEEKS, KeyResult, Objective

LAST = 7 * WEEKS - 1
REACHED = 1.2


def share(kr: KeyResult, value: float) -> float:
    """Of the way to the target, as the portal reckons it."""
    # Figures have two decimals, so that a target just reached may lie a hair behind it.
    way = (value - kr.baseline) / (kr.target - kr.baseline)
    return min(max(round(way, 3), 0.0), REACHED)


def result(one: Objective, kr: KeyResult) -> Result:
    """A key result as the radar takes it."""
    readings = [Reading(c.week, share(kr, c.value), c.confidence, c.note) for c in kr.check_ins]
    return Result(kr.id, one.id, one.department, readings, kr.blockers == 0)


def days(one: Objective) -> list[int]:
    """The days on which something about an objective was updated; of a check-in, a Wednesday."""
    return sorted({7 * (c.week - 1) + 2 for kr in one.key_results for c in kr.check_ins})


def leader(made: simulator.Quarter, one: simulator.Leader) -> Leader:
    """A leader beside the median of the teams below."""
    ages = [
        mean_age(days(objective), 0, LAST)
        for objective in made.objectives
        if objective.department == one.department and objective.team
    ]
    return Leader(one.department, mean_age(one.updates, 0, LAST), median(ages))


@cache
def quarter(seed: int, kind: str, setting: simulator.Setting = simulator.PLAIN) -> Quarter:
    """One made company's quarter, at its end."""
    made = simulator.quarter(seed, kind, setting)
    return Quarter(
        [result(one, kr) for one in made.objectives for kr in one.key_results],
        [leader(made, one) for one in made.leaders],
        made.replied,
        made.replied - made.decided,
        WEEKS,
        WEEKS,
    )


def groups(quarter: Quarter, level: str) -> list[list[Result]]:
    """The key results of a quarter, of the company together or of each department or objective."""
    found: dict[str, list[Result]] = {}
    for one in quarter.results:
        found.setdefault(getattr(one, level, ""), []).append(one)
    return list(found.values())

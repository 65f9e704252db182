"""Three kinds of companies, as distributions of what their teams are like. They overlap.

Written before the radar that is to tell them apart, and not changed to please it. Each company
draws a mean of every trait from the Beta of its kind; each team draws its own around that mean
(Beta of the same mean, eight draws strong). So a formalist company has honest teams and an honest
one has lazy teams that copy their notes.

What each trait means stands at `Traits`, the Betas of each kind in `SHARES`.

How much longer leaders go without an update than their teams is lognormal: median 1.0 (honest),
1.8 (formalist), 1.2 (sandbagging), sigma .4. What is neither polished nor easy ends at a score
around the quarter of its company: .68 on the mean (sigma .08 between companies, .22 within), or
.90 in one quarter of five, a good one, whatever the kind.
"""

import math
from dataclasses import dataclass
from random import Random

KINDS = ("honest", "formalist", "sandbagging")
SHARES: dict[str, dict[str, tuple[float, float]]] = {
    "honest": {
        "polished": (1, 14),
        "easy": (1, 9),
        "straight": (2, 12),
        "cliff": (1, 12),
        "copied": (2, 8),
        "spoken": (5, 5),
        "decided": (9, 3),
        "absent": (2, 12),
        "sure": (1, 6),
    },
    "formalist": {
        "polished": (8, 3),
        "easy": (1, 8),
        "straight": (5, 3),
        "cliff": (6, 4),
        "copied": (6, 4),
        "spoken": (1, 6),
        "decided": (2, 6),
        "absent": (1, 14),
        "sure": (4, 3),
    },
    "sandbagging": {
        "polished": (1, 9),
        "easy": (8, 3),
        "straight": (2, 8),
        "cliff": (1, 12),
        "copied": (3, 6),
        "spoken": (2, 5),
        "decided": (6, 4),
        "absent": (1, 10),
        "sure": (9, 1),
    },
}
LEADERS = {"honest": 1.0, "formalist": 1.8, "sandbagging": 1.2}
STRONG = 8
GOOD_QUARTERS = 0.2


@dataclass(frozen=True)
class Traits:
    """What a company or one of its teams is like, each a share from 0 to 1."""

    # Key results that end between 96 and 100 %, whatever happened.
    polished: float
    # Of the others, those with a target that is reached by the middle of the quarter.
    easy: float
    # The same step every week.
    straight: float
    # Of the polished that are not straight, those that stand still until the last week.
    cliff: float
    # Notes that were there before.
    copied: float
    # Key results about which somebody says what blocks them.
    spoken: float
    # Of the blockers with a reply, those with a decision.
    decided: float
    # Weeks without a check-in.
    absent: float
    # How much of the way from what the figures say up to ten confidence goes.
    sure: float


def of_company(rng: Random, kind: str) -> Traits:
    """A company of this kind."""
    return Traits(**{name: rng.betavariate(*beta) for name, beta in SHARES[kind].items()})


def of_team(rng: Random, company: Traits) -> Traits:
    """A team of this company, which may be quite unlike it."""
    return Traits(**{name: _around(rng, mean) for name, mean in vars(company).items()})


def _around(rng: Random, mean: float) -> float:
    inside = min(max(mean, 0.02), 0.98)
    return rng.betavariate(STRONG * inside, STRONG * (1 - inside))


def level(rng: Random) -> float:
    """The mean score of what a company really tries for this quarter."""
    return rng.gauss(0.90 if rng.random() < GOOD_QUARTERS else 0.68, 0.08)


def slowness(rng: Random, kind: str) -> float:
    """How many times longer than their teams the leaders go without an update."""
    return rng.lognormvariate(math.log(LEADERS[kind]), 0.4)

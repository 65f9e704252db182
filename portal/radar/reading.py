"""What a company's quarter looks like as a whole: two rules, each of figures that can be shown."""

from dataclasses import dataclass
from enum import StrEnum

from portal.radar.figures import Quarter
from portal.radar.measures import MEASURES
from portal.radar.thresholds import EASY, FORMAL

# Their mean is how formal a quarter is. Each is a share, so none weighs more by its unit.
SIGNS = ("straight", "copied", "silent", "undecided")


class Look(StrEnum):
    """What a quarter looks like. It is a reading of figures, not a judgement of people."""

    HONEST = "honest"
    FORMALIST = "formalist"
    SANDBAGGING = "sandbagging"


@dataclass(frozen=True)
class Reading:
    """The reading with the two figures on which it rests; None when there is too little."""

    look: Look
    easy: float
    formal: float


def read(quarter: Quarter) -> Reading | None:
    """First rule: targets too easy. Second: signs of formalism. Neither: it may be honest."""
    signs = [found.value for one in SIGNS if (found := MEASURES[one](quarter, quarter.results))]
    found = MEASURES["easy"](quarter, quarter.results)
    if not signs or found is None:
        return None
    formal = sum(signs) / len(signs)
    return Reading(_look(found.value, formal), found.value, formal)


def _look(easy: float, formal: float) -> Look:
    if easy >= EASY:
        return Look.SANDBAGGING
    return Look.FORMALIST if formal >= FORMAL else Look.HONEST

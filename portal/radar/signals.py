"""What stands out in a quarter, at which level, by which figure, and because of which goals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.radar.figures import Quarter, Result
from portal.radar.measures import MEASURES, Measured
from portal.radar.thresholds import COMPANY, DEPARTMENT, FEW, LEAST, LOW, OBJECTIVE, THRESHOLDS


@dataclass(frozen=True)
class Signal:
    """Something that stands out: never of a person, at the lowest of an objective."""

    code: str
    level: str
    # The department's or the objective's id; empty for the company.
    where: str
    value: float
    threshold: float
    # Of how many key results, notes, blockers or leaders.
    of: int
    # Ids of key results; for leaders of departments; none for blockers.
    evidence: tuple[str, ...]


LEVELS = (COMPANY, DEPARTMENT, OBJECTIVE)


def signals(quarter: Quarter, levels: Sequence[str] = LEVELS) -> list[Signal]:
    """Everything that stands out at these levels, the company first."""
    groups = [(level, *one) for level in levels for one in _groups(quarter, level)]
    return [found for level, id_, here in groups for found in _of(quarter, level, id_, here)]


def _groups(quarter: Quarter, level: str) -> list[tuple[str, list[Result]]]:
    """The key results of each department or objective by id; of a company, all."""
    found: dict[str, list[Result]] = {}
    for one in quarter.results:
        found.setdefault("" if level == COMPANY else getattr(one, level), []).append(one)
    return sorted(found.items())


def _of(quarter: Quarter, level: str, where: str, results: Sequence[Result]) -> Iterator[Signal]:
    for code, threshold in THRESHOLDS[level].items():
        found = MEASURES[code](quarter, results)
        if found and _enough(code, level, found) and _stands_out(code, found.value, threshold):
            yield Signal(code, level, where, found.value, threshold, found.of, found.evidence)


def _enough(code: str, level: str, found: Measured) -> bool:
    return code in FEW or found.of >= LEAST[level]


def _stands_out(code: str, value: float, threshold: float) -> bool:
    return value <= threshold if code in LOW else value >= threshold

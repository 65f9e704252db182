"""The radar's page: what stands out, where, and because of which goals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.core.directory import directory
from portal.okr import service as okr
from portal.okr.models import Cycle, KeyResult, Objective
from portal.radar.figures import Quarter
from portal.radar.measures import MEASURES
from portal.radar.signals import LEVELS, Signal
from portal.radar.thresholds import COMPANY, DEPARTMENT, FEW, LEAST, OBJECTIVE
from portal.truth import gathering, spots, words

SIZE = 20


@dataclass(frozen=True)
class Told:
    """Where something stands out, by which figure, and the word of its own page."""

    signal: Signal
    # A department or an objective; empty: the organisation.
    about: str
    sentence: str
    spot: str
    notes: int


@dataclass(frozen=True)
class Sign:
    """One kind of sign with everything of a level that shows it."""

    title: str
    threshold: str
    innocent: str
    told: Sequence[Told]


@dataclass(frozen=True)
class Evidence:
    """An objective with those of its key results that stand behind a sign."""

    objective: Objective
    key_results: Sequence[KeyResult]


@dataclass(frozen=True)
class Line:
    """One figure of the organisation, told or not: for the table of all."""

    title: str
    figure: str
    threshold: str


@dataclass(frozen=True)
class Page:
    """All of it."""

    look: str
    company: Sequence[Sign]
    departments: Sequence[Sign]
    objectives: Sequence[Sign]
    more: bool
    lines: Sequence[Line]


def of_cycle(cycle: Cycle, page: int = 1) -> Page:
    """The page of a quarter; of objectives a part."""
    seen, order = gathering.seen(cycle), list(words.words())
    names = dict(directory().teams())
    goals = okr.subjects(one.where for one in seen.signals if one.level == OBJECTIVE)
    names |= {one.id: one.title for one in goals.values()}
    notes, first = spots.counted(cycle), (page - 1) * SIZE
    told = [_told(one, cycle, names, notes) for one in seen.signals]
    told.sort(key=lambda one: (order.index(one.signal.code), one.about, one.spot))
    levels = {level: [one for one in told if one.signal.level == level] for level in LEVELS}
    return Page(
        words.look(seen.reading),
        _signs(levels[COMPANY]),
        _signs(levels[DEPARTMENT]),
        _signs(levels[OBJECTIVE][first : first + SIZE]),
        len(levels[OBJECTIVE]) > first + SIZE,
        _lines(seen.quarter),
    )


def _signs(told: Sequence[Told]) -> list[Sign]:
    """By kind, in the order in which they are told."""
    grouped: dict[str, list[Told]] = {}
    for one in told:
        grouped.setdefault(one.signal.code, []).append(one)
    return [sign(some) for some in grouped.values()]


def sign(told: Sequence[Told]) -> Sign:
    """What all of these show, with the threshold of their level."""
    signal = told[0].signal
    said = words.words()[signal.code]
    least = words.threshold(signal.code, signal.level, signal.threshold)
    return Sign(said.title, least, said.innocent, told)


def _told(
    signal: Signal, cycle: Cycle, names: Mapping[str, str], notes: Mapping[tuple[str, str], int]
) -> Told:
    return Told(
        signal,
        names.get(signal.where, ""),
        words.words()[signal.code].sentence(signal.value, signal.of),
        spots.word(cycle.id, signal.code, signal.where),
        notes.get((signal.code, signal.where), 0),
    )


def at(spot: spots.Spot) -> Sign | None:
    """What stands out at a spot now."""
    found = spots.signal_at(spot, gathering.seen(spot.cycle).signals)
    names = {spot.subject: spot.title}
    return sign([_told(found, spot.cycle, names, {})]) if found else None


def evidence(signal: Signal) -> list[Evidence]:
    """The goals behind a sign, by objective; of leaders and of blockers there are none."""
    if signal.code == "leaders":
        return []
    found: dict[str, list[KeyResult]] = {}
    for one in okr.key_results(signal.evidence).values():
        found.setdefault(one.objective_id, []).append(one)
    grouped = [
        Evidence(some[0].objective, sorted(some, key=lambda one: (one.place, one.id)))
        for some in found.values()
    ]
    return sorted(grouped, key=lambda one: (one.objective.title, one.objective.id))


def _lines(quarter: Quarter) -> list[Line]:
    """Every figure of the organisation beside its threshold, those that are not told too."""
    return [_line(code, said.title, quarter) for code, said in words.words().items()]


def _line(code: str, title: str, quarter: Quarter) -> Line:
    found = MEASURES[code](quarter, quarter.results)
    enough = found is not None and (code in FEW or found.of >= LEAST[COMPANY])
    figure = words.figure(code, found.value) if found and enough else ""
    return Line(title, figure, words.from_when(code, COMPANY))

"""How much the detectors find of what is labelled, and how much of what they find is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from portal.detectors import Finding, find, hunting
from tests.detectors.labelled import Line, Span, names

# What is masked must be found from its first letter to its last; of the others a part is enough.
EXACT = {"name", "phone", "id", "email", "link"}
Detector = Callable[[str], Iterable[Finding]]


@dataclass
class Score:
    """Of one kind: what was found, what was missed, what was found and is none."""

    found: int = 0
    right: int = 0
    misses: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """How much of what there is was found."""
        return self.found / max(1, self.found + len(self.misses))

    @property
    def precision(self) -> float:
        """How much of what was found is there."""
        return self.right / max(1, self.right + len(self.alarms))


def detect(text: str) -> list[Finding]:
    """Everything, with the names of the listed staff."""
    return find(text, names())


def hunt(text: str) -> Iterator[Finding]:
    """Whether it asks who wrote something."""
    if found := hunting(text):
        yield found


def measured(lines: Iterable[Line], detector: Detector) -> dict[str, Score]:
    """The score of every kind that is labelled or found."""
    scores: dict[str, Score] = {}
    for line in lines:
        found = list(detector(line.text))
        for kind in {*(span.kind for span in line.spans), *(one.kind.value for one in found)}:
            _count(scores.setdefault(kind, Score()), kind, line, found)
    return scores


def _count(score: Score, kind: str, line: Line, found: list[Finding]) -> None:
    wanted = [span for span in line.spans if span.kind == kind]
    given = [one for one in found if one.kind == kind]
    missed = [span for span in wanted if not any(_meets(span, one) for one in given)]
    wrong = [one for one in given if not any(_meets(span, one) for span in wanted)]
    score.found += len(wanted) - len(missed)
    score.right += len(given) - len(wrong)
    score.misses += [_shown(line.text, span.start, span.end) for span in missed]
    score.alarms += [_shown(line.text, one.start, one.end) for one in wrong]


def _meets(span: Span, one: Finding) -> bool:
    if span.kind in EXACT:
        return (span.start, span.end) == (one.start, one.end)
    return span.start < one.end and one.start < span.end


def _shown(text: str, start: int, end: int) -> str:
    return f"{text[:start]}[{text[start:end]}]{text[end:]}"

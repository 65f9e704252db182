"""What is wrong with how a goal is written: reasons as codes; the sentences are the caller's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.wording import lists
from portal.wording.numbers import numbers
from portal.wording.periods import how_often, until
from portal.wording.sentence import Kind, Sentence, chinese, parse

MOST = 5
LEAST_HISTORY = 3
# Units of what is done or not.
DONE = frozenset({"", "done", "完成", "項", "项"})


class Fault(StrEnum):
    """Why a goal cannot stand as it is."""

    NO_NUMBER = "no-number"
    NO_DATE = "no-date"
    EFFORT = "effort"
    ACTIVITY = "activity"
    VAGUE = "vague"
    SAME = "same"
    NUMBER_IN_OBJECTIVE = "number-in-objective"
    TOO_EASY = "too-easy"
    TOO_MANY_OBJECTIVES = "too-many-objectives"
    TOO_MANY_RESULTS = "too-many-results"


@dataclass(frozen=True)
class Finding:
    """One fault, and the words that show it, when words do."""

    fault: Fault
    words: str = ""


@dataclass(frozen=True)
class Aim:
    """What a key result is besides its sentence: where it starts and ends, and its past."""

    kind: str
    baseline: Decimal
    target: Decimal
    unit: str = ""
    history: Sequence[Decimal] = ()


def lint_result(text: str, aim: Aim | None = None, *, dated: bool = False) -> list[Finding]:
    """The faults of a key result's line; with its fields given, the number is in those.

    `dated` says that its day stands elsewhere: in its cycle, or in a field.
    """
    sentence = parse(text)
    missing = [*_numberless(sentence, aim), *(() if dated else _dateless(text))]
    found = [*missing, *_effort(text), *_activity(text), *_vague(text)]
    return [*found, *(_same(sentence) if aim is None else _aims(aim))]


def lint_objective(text: str) -> list[Finding]:
    """The faults of an objective: it tells where to go, in words, and no figure."""
    figures = [one for one in numbers(text) if one.value != 1]
    counted = [Finding(Fault.NUMBER_IN_OBJECTIVE, text[one.start : one.end]) for one in figures[:1]]
    if not counted and (share := SHARES.search(text)):
        counted = [Finding(Fault.NUMBER_IN_OBJECTIVE, share[0])]
    return [*counted, *_effort(text), *_activity(text), *_vague(text)]


SHARES = re.compile(
    r"\b(?:a|one)\s+(?:third|quarter|fifth)\b|\b(?:double|triple|halve)\b|翻倍|減半|减半",
    re.IGNORECASE,
)


def too_many(objectives: int, results: int) -> list[Finding]:
    """More than five objectives of a team in a cycle, or more than five results of an objective."""
    found = [Finding(Fault.TOO_MANY_OBJECTIVES, str(objectives))] if objectives > MOST else []
    return found + ([Finding(Fault.TOO_MANY_RESULTS, str(results))] if results > MOST else [])


def _numberless(sentence: Sentence, aim: Aim | None) -> Iterator[Finding]:
    """No figure at all, or the 0 to 1 of what is only done or not done."""
    done = aim is not None and aim.baseline == 0 and aim.target == 1 and aim.unit in DONE
    if sentence.to is None and (aim is None or done):
        yield Finding(Fault.NO_NUMBER)


def _dateless(text: str) -> Iterator[Finding]:
    if until(text) is None and how_often(text) is None:
        yield Finding(Fault.NO_DATE)


def _effort(text: str) -> Iterator[Finding]:
    if found := lists.EFFORT.search(text):
        yield Finding(Fault.EFFORT, found[0])


def bare(text: str) -> str:
    """The sentence without its deadline: what is left begins with what is done."""
    period = until(text)
    left = text if period is None else f"{text[: period.start]} {text[period.end :]}"
    return " ".join(left.split()).strip("。.，, ")


def _activity(text: str) -> Iterator[Finding]:
    left = bare(text)
    patterns = (
        (lists.STARTS, lists.OCCASIONS) if chinese(text) else (lists.STARTS_EN, lists.OCCASIONS_EN)
    )
    found = next((match for pattern in patterns if (match := pattern.search(left))), None)
    if found is not None and not lists.MEASURED.search(left):
        yield Finding(Fault.ACTIVITY, found[0].strip(" ，,"))


def _vague(text: str) -> Iterator[Finding]:
    left = bare(text)
    if numbers(left):
        return
    if chinese(text):
        hollow = len(lists.HOLLOW.sub("", left)) <= 1
    else:
        hollow = not [
            word for word in re.findall(r"[a-z-]+", left.lower()) if word not in lists.HOLLOW_EN
        ]
    if hollow and left:
        yield Finding(Fault.VAGUE, left)


def _same(sentence: Sentence) -> Iterator[Finding]:
    if sentence.to is not None and sentence.from_ == sentence.to:
        yield Finding(Fault.SAME, f"{sentence.to.normalize():f}{sentence.unit}")


def _aims(aim: Aim) -> Iterator[Finding]:
    if aim.kind != Kind.RATE and aim.baseline == aim.target:
        yield Finding(Fault.SAME, f"{aim.target.normalize():f}")
    elif _reached(aim):
        yield Finding(Fault.TOO_EASY, f"{aim.target.normalize():f}")


def _reached(aim: Aim) -> bool:
    """True when at least half of the figures of the past were as good as the target."""
    if len(aim.history) < LEAST_HISTORY:
        return False
    down = aim.kind == Kind.REDUCE
    good = [one for one in aim.history if (one <= aim.target if down else one >= aim.target)]
    return 2 * len(good) >= len(aim.history)

"""What was found in the words of a goal, and how it reads, in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.core.languages import gettext as _
from portal.wording import MOST, Ease, Fault, Finding, Reading, better


@dataclass(frozen=True)
class Told:
    """A finding as a sentence, and how the line could read."""

    sentence: str
    example: str


def tell(findings: Iterable[Finding], text: str, *, objective: bool = False) -> list[Told]:
    """The findings of one line, each as a sentence; a better example stands once."""
    told: dict[str, Told] = {}
    for one in findings:
        example = better(text, one, objective=objective)
        known = {before.example for before in told.values()}
        told[one.fault] = Told(sentence(one), "" if example in known else example)
    return list(told.values())


def tell_number(findings: Iterable[Finding]) -> list[Told]:
    """The findings about how many there are; no line makes them better."""
    return [Told(sentence(one), "") for one in findings]


def sentence(finding: Finding) -> str:
    """What is wrong, in one sentence."""
    return fault_sentence(finding.fault.value, finding.words)


def fault_sentence(code: str, words: str = "") -> str:
    """The sentence of a code, which may be shown without the words that gave it away."""
    return {
        Fault.NO_NUMBER.value: _("It has no number: nobody can tell when it is met."),
        Fault.NO_DATE.value: _("It has no day: nobody can tell when it is over."),
        Fault.EFFORT.value: _("It promises to try, not to arrive."),
        Fault.ACTIVITY.value: _("It says what is done, not what is different afterwards."),
        Fault.VAGUE.value: _("It could stand in any company: say for whom what changes."),
        Fault.SAME.value: _("Its target is where it starts: there is no way to go."),
        Fault.NUMBER_IN_OBJECTIVE.value: _("A number belongs in a key result; here say why."),
        Fault.TOO_EASY.value: _("The past has reached this half of the time: it is too easy."),
        Fault.TOO_MANY_OBJECTIVES.value: _(
            "More than %(most)d objectives of a team in a cycle: nobody remembers them.", most=MOST
        ),
        Fault.TOO_MANY_RESULTS.value: _(
            "More than %(most)d key results of an objective: nobody remembers them.", most=MOST
        ),
    }.get(code, words)


def hint(reading: Reading) -> str:
    """How easily a line is read, and what would make it easier."""
    if reading.ease is Ease.EASY:
        return _("Reads easily.")
    if reading.jargon:
        return _("Words that few say at home: %(words)s", words=reading.jargon)
    if reading.rare:
        return _("Characters that few read: %(words)s", words=reading.rare)
    if reading.long:
        return _("A long sentence: two short ones read more easily.")
    return _("Shorter words would read more easily.")

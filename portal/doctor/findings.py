"""What a check found: a sentence for the operator, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is. What nobody asked for is said, and is no failure."""

    BROKEN = "BROKEN"
    UNSEEN = "UNSEEN"
    UNASKED = "unasked"
    FINE = "fine"


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing; `remedy` says what to do, where there is something to do."""

    level: Level
    said: str
    remedy: str = ""


def fine(said: str) -> Finding:
    """This keeps the promise."""
    return Finding(Level.FINE, said)


def broken(said: str, remedy: str) -> Finding:
    """This breaks the promise."""
    return Finding(Level.BROKEN, said, remedy)


def unseen(said: str, remedy: str = "") -> Finding:
    """This could not be looked at, so nobody knows."""
    return Finding(Level.UNSEEN, said, remedy)


def unasked(said: str) -> Finding:
    """This was not looked at because nobody named it."""
    return Finding(Level.UNASKED, said)


def status(findings: Iterable[Finding]) -> int:
    """The exit status: 1 when something breaks the promise, else 2 when something was not seen."""
    levels = {finding.level for finding in findings}
    if Level.BROKEN in levels:
        return 1
    return 2 if Level.UNSEEN in levels else 0


def report(findings: Iterable[Finding]) -> str:
    """All findings, the worst last, where a terminal ends."""
    ranks = list(Level)
    ordered = sorted(findings, key=lambda finding: ranks.index(finding.level), reverse=True)
    lines = []
    for finding in ordered:
        lines.append(f"{finding.level.value:<8} {finding.said}")
        lines += [f"{'':<8} -> {finding.remedy}"] if finding.remedy else []
    return "\n".join([*lines, _sum(ordered)])


def _sum(findings: Iterable[Finding]) -> str:
    levels = [finding.level for finding in findings]
    counts = [levels.count(level) for level in (Level.FINE, Level.BROKEN, Level.UNSEEN)]
    return "{} fine, {} break the promise, {} could not be looked at.".format(*counts)

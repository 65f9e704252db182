"""The 400 labelled lines, halved by their own hash: one half to tune on, one to measure with."""

import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from portal.wording import lint_objective, lint_result, parse

LINES = Path(__file__).with_name("lines.jsonl")
FIELDS = {"period": "period", "metric": "metric", "from": "from_", "to": "to", "unit": "unit"}


def lines() -> list[dict]:
    """Every labelled line."""
    return [json.loads(line) for line in LINES.read_text(encoding="utf-8").splitlines()]


def held_out(text: str) -> bool:
    """True for the half that nobody tuned on: the first bit of the text's hash."""
    return hashlib.sha256(text.encode()).digest()[0] >> 7 == 1


@dataclass
class Score:
    """What there was to find, what was said, and how much of that was right."""

    wanted: int = 0
    said: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, wanted: object, said: object, right: bool, text: str) -> None:
        """Count one thing that was there, or was said, or both."""
        self.wanted += wanted is not None
        self.said += said is not None
        self.right += right
        if not right and (wanted, said) != (None, None):
            self.wrong.append(f"{text}: {wanted!r} read as {said!r}")

    @property
    def found(self) -> float:
        """Share of what is there that was found."""
        return self.right / self.wanted

    @property
    def precision(self) -> float:
        """Share of what was said that is right."""
        return self.right / self.said

    def __str__(self) -> str:
        return f"found {self.found:.3f} at precision {self.precision:.3f} (of {self.wanted})"


def _value(name: str, value: object) -> object:
    return Decimal(str(value)) if value is not None and name in {"from", "to"} else value or None


def parser_score(half: list[dict]) -> Score:
    """How many fields of the labelled sentences are read exactly right."""
    score = Score()
    for line in (line for line in half if line["sentence"]):
        read = parse(line["text"])
        for name, attribute in FIELDS.items():
            wanted = _value(name, line["sentence"][name])
            said = _value(name, getattr(read, attribute))
            score.count(wanted, said, wanted is not None and wanted == said, line["text"])
    return score


def faults(line: dict) -> list[str]:
    """The codes that the linter gives a line."""
    lint = lint_result if line["kind"] == "kr" else lint_objective
    return [finding.fault.value for finding in lint(line["text"])]


def linter_score(half: list[dict]) -> Score:
    """How many of the bad lines are found, and how many of those found are bad."""
    score = Score()
    for line in half:
        said = faults(line) or None
        wanted = line["faults"] or None
        score.count(wanted, said, wanted is not None and said is not None, line["text"])
    return score

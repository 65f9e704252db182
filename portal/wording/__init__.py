"""How goals are worded: a sentence in, its parts and its faults out. No page, table or clock."""

from portal.wording.better import better
from portal.wording.linting import (
    MOST,
    Aim,
    Fault,
    Finding,
    lint_objective,
    lint_result,
    too_many,
)
from portal.wording.reading import Ease, Reading, read
from portal.wording.sentence import Kind, Sentence, parse

__all__ = [
    "MOST",
    "Aim",
    "Ease",
    "Fault",
    "Finding",
    "Kind",
    "Reading",
    "Sentence",
    "better",
    "lint_objective",
    "lint_result",
    "parse",
    "read",
    "too_many",
]

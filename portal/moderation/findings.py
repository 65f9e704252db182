"""What detectors found in a text: the one place where they are asked, and how it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.moderation.cases import Case


@dataclass(frozen=True)
class Finding:
    """A span in code points, what kind of thing it is, and why it was marked, for people."""

    kind: str
    start: int
    end: int
    why: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a text that is marked for one reason, or not at all."""

    text: str
    finding: Finding | None = None


def findings(case: Case) -> Sequence[Finding]:  # noqa: ARG001 - what detectors will be asked about
    """What is marked in the text of a case, in its order."""
    return []


def pieces(text: str, found: Sequence[Finding]) -> list[Piece]:
    """The whole text, cut where marks begin and end; of marks that overlap the first counts."""
    cut, at = [], 0
    for one in sorted(found, key=lambda finding: finding.start):
        if one.start >= at:
            cut += [Piece(text[at : one.start]), Piece(text[one.start : one.end], one)]
            at = one.end
    return [piece for piece in (*cut, Piece(text[at:])) if piece.text]

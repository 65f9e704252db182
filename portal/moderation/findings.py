"""What detectors found in a text: the one place where they are asked, and how it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.core.directory import directory
from portal.core.languages import gettext as _
from portal.detectors import Why, find
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


def findings(case: Case) -> Sequence[Finding]:
    """What is marked in the text of a case, in its order; masked text is marked no more."""
    called = [person.name for person in directory().people()]
    words = whys()
    return [
        Finding(one.kind.value, one.start, one.end, words[one.why])
        for one in find(case.text, called)
    ]


def whys() -> dict[Why, str]:
    """Why something is marked: code to words."""
    return {
        Why.STAFF_NAME: _("the name of somebody who works here"),
        Why.PHONE_NUMBER: _("a phone number"),
        Why.NATIONAL_ID: _("the number of an identity card"),
        Why.EMPLOYEE_NUMBER: _("a staff number"),
        Why.EMAIL_ADDRESS: _("an e-mail address"),
        Why.WEB_ADDRESS: _("a link"),
        Why.INSULTS_PERSON: _("insults a person"),
        Why.THREATENS: _("sounds like a threat"),
        Why.ADVERTISES: _("sounds like an advert"),
        Why.REPEATS: _("the same again and again"),
        Why.ENDANGERS: _("somebody may be in danger: read this first"),
        Why.ASKS_WHO: _("asks who wrote something"),
    }


def pieces(text: str, found: Sequence[Finding]) -> list[Piece]:
    """The whole text, cut where marks begin and end; of marks that overlap the first counts."""
    cut, at = [], 0
    for one in sorted(found, key=lambda finding: finding.start):
        if one.start >= at:
            cut += [Piece(text[at : one.start]), Piece(text[one.start : one.end], one)]
            at = one.end
    return [piece for piece in (*cut, Piece(text[at:])) if piece.text]

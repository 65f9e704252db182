"""No text under a blocker asks who wrote it: whoever is asked that once says nothing again."""

from typing import Any

from wtforms import ValidationError
from wtforms.fields import Field

from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.detectors import hunting


def asks_nobody(_form: Any, field: Field) -> None:
    """Refuse what asks who wrote something; it stays in the form, with a word on what to ask."""
    if said := coaching(field.data or ""):
        raise ValidationError(said)


def heed(*texts: str) -> None:
    """The same for words that come by no form. Raises Invalid."""
    for text in texts:
        if said := coaching(text):
            raise Invalid(said)


def coaching(text: str) -> str | None:
    """What is said to somebody whose text asks who wrote it; None for any other text."""
    found = hunting(text)
    if found is None:
        return None
    return _(
        "“%(words)s” asks who said it. One such question, and nobody speaks any more. Ask what"
        " happens, where, since when. To ask the writer choose “Ask”: the answer reaches you, the"
        " name never does. What you typed is still here.",
        words=" ".join(text[found.start : found.end].split()),
    )

"""No text under a blocker asks who wrote it: whoever is asked that once says nothing again."""

from typing import Any

from wtforms import ValidationError
from wtforms.fields import Field

from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.detectors import hunting

# No form takes as much; what is longer is refused for that, and need not be read for long.
READ = 2000


def asks_nobody(_form: Any, field: Field) -> None:
    """Refuse what asks who wrote something; it stays in the form, beside a word on what to ask."""
    if words := asking(field.data or ""):
        field.coaching = coaching()
        raise ValidationError(fault(words))


def heed(*texts: str) -> None:
    """The same for words that come by no form. Raises Invalid."""
    for text in texts:
        if words := asking(text):
            raise Invalid(f"{fault(words)} {coaching()}")


def asking(text: str) -> str | None:
    """The words of a text that ask who wrote something; None when none do."""
    found = hunting(text[:READ])
    return " ".join(text[found.start : found.end].split()) if found else None


def fault(words: str) -> str:
    """What is wrong with these words."""
    return _("“%(words)s” asks who said it. That is not asked here.", words=words)


def coaching() -> str:
    """Why it is not asked, and what to ask instead."""
    return _(
        "One such question, and nobody speaks any more. Ask what happens, where, since when. To ask"
        " the writer choose “Ask”: the answer reaches you, the name never does. What you typed is"
        " still here."
    )

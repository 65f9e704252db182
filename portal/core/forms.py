"""Forms: what every one of them does when something is wrong with what was typed."""

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, ValidationError
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.i18n import get_translations

from portal.core import clock
from portal.core.errors import Problem
from portal.core.languages import gettext as _
from portal.core.languages import locale

THEIRS = {"zh_Hant": "zh_TW"}


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the signed-in zone; it carries the CSRF token."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What WTForms asks a form about itself."""

        def get_translations(self, _form: Any) -> Any:
            """The form library's own sentences: it knows our Chinese by the name of a place."""
            return get_translations([THEIRS.get(locale(), "en")])

    # What a service said no with, when it did.
    refused = 0

    @property
    def status(self) -> int:
        """What a service refused it with, 422 for a form with faults in it, else 200."""
        return self.refused or (422 if self.errors else 200)


class DayField(DateField):  # type: ignore[misc]
    """A day; `unread` is said of what is none."""

    def __init__(self, label: Any, validators: Any, *, unread: Any, **words: Any) -> None:
        super().__init__(label, validators, **words)
        self.unread = unread

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read YYYY-MM-DD. Raises ValueError with our own sentence."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.unread) from None


def submit(form: Form, act: Callable[[], object]) -> bool:
    """True when the form was sent, is right, and the act went through.

    What a service refuses stands on the form, and everything typed stays with it.
    """
    if not form.validate_on_submit():
        return False
    try:
        act()
    except Problem as problem:
        form.form_errors.append(str(problem.message))
        form.refused = problem.status
        return False
    return True


def options(*pairs: tuple[str, Any]) -> list[SelectChoice]:
    """Choices of a field: values and labels."""
    return [SelectChoice(value, label) for value, label in pairs]


def plain_text(_form: Any, field: Field) -> None:
    """Refuse control characters other than the newline, and what no database can hold."""
    text = field.data or ""
    bad = any((ord(char) < 32 and char not in "\n\r\t") or ord(char) == 127 for char in text)
    if bad or any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise ValidationError(_("There is a character in it that cannot be shown. Type it again."))


def still_to_come(_form: Any, field: Field) -> None:
    """Refuse a day that is over."""
    if field.data is not None and field.data < clock.today():
        raise ValidationError(_("This day is over. Give one that is still to come."))


def stripped(value: str | None) -> str:
    """What was typed without the space around it, and with newlines of one kind."""
    return (value or "").replace("\r\n", "\n").strip()

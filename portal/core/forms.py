"""Forms: what every one of them does when something is wrong with what was typed."""

from collections.abc import Callable
from typing import Any

from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import ValidationError
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.i18n import get_translations

from portal.core.errors import Problem
from portal.core.languages import gettext as _

THEIRS = {"zh_Hant": "zh_TW"}


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the signed-in zone; it carries the CSRF token."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What WTForms asks a form about itself."""

        def get_translations(self, _form: Any) -> Any:
            """The form library's own sentences: it knows our Chinese by the name of a place."""
            return get_translations([THEIRS.get(str(get_locale()), "en")])

    @property
    def status(self) -> int:
        """422 for a form with faults in it, else 200."""
        return 422 if self.errors else 200


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


def stripped(value: str | None) -> str:
    """What was typed without the space around it, and with newlines of one kind."""
    return (value or "").replace("\r\n", "\n").strip()

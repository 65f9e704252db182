"""Forms of the OKR side: a check-in, and where an objective is to hang."""

from decimal import DecimalException
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, IntegerRangeField, SelectField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, StopValidation

from portal.core.forms import Form, options, plain_text, stripped
from portal.core.languages import gettext as _
from portal.okr import mounts
from portal.okr.models import Objective
from portal.okr.readings import LONGEST_NOTE
from portal.okr.row import LARGEST


def figure(_form: Form, field: Field) -> None:
    """Refuse what is no number, too large, or not even to be compared (sNaN)."""
    value = field.data
    if value is None or not value.is_finite() or value.copy_abs() > LARGEST:
        raise StopValidation(_("Write the figure, like 86 or 2.1."))


class FigureField(DecimalField):  # type: ignore[misc]
    """A number as people write it."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a decimal number; what is none is left to the validators."""
        try:
            super().process_formdata(valuelist)
        except (ValueError, DecimalException):
            self.data = None


class CheckInForm(Form):
    """Where the figure stands, how sure one is, and one line about it."""

    value = FigureField(
        _l("Where is it now?"),
        [
            InputRequired(_l("Write the figure, like 86 or 2.1.")),
            figure,
        ],
        places=None,
    )
    confidence = IntegerRangeField(
        _l("How sure are you that it will be met?"),
        [NumberRange(0, 10, _l("From 0 to 10."))],
        default=5,
    )
    note = TextAreaField(
        _l("One line about it"),
        [Length(max=LONGEST_NOTE, message=_l("At most 500 characters.")), plain_text],
        [stripped],
    )


class MountForm(Form):
    """Under which goal of another team an objective is to hang."""

    place = SelectField(_l("Under which goal?"), [DataRequired(_l("Choose a goal."))])


def mount_form(objective: Objective, **given: Any) -> MountForm:
    """The form, with every goal under which this objective may hang."""
    form = MountForm(**given)
    places = ((goal.id, goal.title) for goal in mounts.places_for(objective))
    form.place.choices = options(("", _("Choose")), *places)
    return form


class AnswerForm(Form):
    """A word with the yes or no to an objective that asks to hang under one's goal."""

    words = TextAreaField(_l("A word to them"), [Length(max=LONGEST_NOTE), plain_text], [stripped])

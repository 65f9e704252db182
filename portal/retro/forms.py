"""Forms of a retrospective."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.forms import DayField, Form, options, plain_text, still_to_come, stripped

# Of the words that are left: a space is no answer.
_NEEDED = DataRequired(_l("Please fill this in."))
_CHOSEN = InputRequired(_l("Please fill this in."))
_KEPT = _l("Give a day you can keep.")
_LINE = [_NEEDED, Length(max=120, message=_l("At most 120 characters.")), plain_text]
_LONG = [Length(max=2000, message=_l("At most 2000 characters.")), plain_text]


class OpenForm(Form):
    """What it is called, and which key results it is about."""

    title = StringField(_l("What is it called?"), _LINE, [stripped])
    key_results = SelectMultipleField(
        _l("Which goals is it about?"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


class PhaseForm(Form):
    """Where the session goes next."""

    phase = StringField(filters=[stripped])


class TopicForm(Form):
    """A topic's name."""

    title = StringField(_l("Name of the topic"), _LINE, [stripped])


class MergeForm(Form):
    """Into which topic this one goes."""

    into = SelectField(_l("Put it under"))


class NotesForm(Form):
    """What was said about a topic."""

    notes = TextAreaField(_l("Notes"), _LONG, [stripped])


class EndForm(Form):
    """A decision, or parked and why."""

    ending = RadioField(
        _l("How does it end?"),
        [_CHOSEN],
        choices=options(("decision", _l("Decision")), ("parked", _l("Parked"))),
    )
    outcome = TextAreaField(_l("What was decided, or why it is parked"), _LONG, [stripped])


class ActionForm(Form):
    """Who does what, by when."""

    what = StringField(_l("What will be done?"), _LINE, [stripped])
    owner = SelectField(_l("Who does it?"), [_NEEDED])
    due = DayField(_l("By which day?"), [InputRequired(_KEPT), still_to_come], unread=_KEPT)


class SettleForm(Form):
    """What became of an action."""

    state = RadioField(
        _l("What became of it?"),
        [_CHOSEN],
        choices=options(("done", _l("Done")), ("open", _l("Not yet")), ("dropped", _l("Dropped"))),
    )
    why = StringField(_l("Why, if it was dropped"), [Length(max=200), plain_text], [stripped])

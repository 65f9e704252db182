"""Forms of a retrospective."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.forms import DayField, Form, options, plain_text, still_to_come, stripped
from portal.retro.formats import FORMATS
from portal.retro.opening import ASKING, Asking
from portal.retro.phases import LONGEST, MINUTES

# Of the words that are left: a space is no answer.
_NEEDED = DataRequired(_l("Please fill this in."))
_CHOSEN = InputRequired(_l("Please fill this in."))
_DAY = _l("Give a day, like 2026-12-01.")
_KEPT = _l("Give a day you can keep.")
_LINE = [_NEEDED, Length(max=120, message=_l("At most 120 characters.")), plain_text]
_LONG = [Length(max=2000, message=_l("At most 2000 characters.")), plain_text]


class AboutForm(Form):
    """What a session is called, and which key results it is about."""

    title = StringField(_l("What is it called?"), _LINE, [stripped])
    key_results = SelectMultipleField(
        _l("Which goals is it about?"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


class OpenForm(AboutForm):
    """The same of one that is opened, and in which way it collects."""

    # Labels come with the form: they are in the reader's language.
    format = RadioField(
        _l("How do we collect?"), [Optional()], choices=options(*((one, one) for one in FORMATS))
    )
    own = TextAreaField(_l("Our own questions, a line each"), _LONG, [stripped])
    write_until = DayField(_l("Write cards until"), [Optional()], unread=_DAY)
    vote_until = DayField(_l("Vote until"), [Optional()], unread=_DAY)


for _phase in MINUTES:
    # A phase with no minutes is left out.
    _field = IntegerField(validators=[Optional(), NumberRange(0, LONGEST, _l("0 to 240 minutes."))])
    setattr(OpenForm, f"minutes_{_phase}", _field)


def asking_of(form: Form) -> Asking:
    """In which way a session is to collect; as usual where nothing was chosen."""
    return Asking(
        form["format"].data or ASKING.format,
        (form["own"].data or "").splitlines(),
        form["write_until"].data,
        form["vote_until"].data,
    )


def minutes_of(form: Form) -> dict[str, int]:
    """The minutes of each phase that was not left out; as usual where nothing was said."""
    typed = {phase: form[f"minutes_{phase}"].data for phase in MINUTES}
    given = {phase: MINUTES[phase] if one is None else one for phase, one in typed.items()}
    return {phase.value: one for phase, one in given.items() if one}


class PhaseForm(Form):
    """Where the session goes next."""

    phase = StringField(filters=[stripped])
    early = BooleanField()


class CardForm(Form):
    """What somebody in the room says, written down by the facilitator."""

    column = SelectField(_l("Under which question?"), [_NEEDED])
    body = TextAreaField(
        _l("What do they say?"),
        [_NEEDED, Length(max=500, message=_l("At most 500 characters.")), plain_text],
        [stripped],
    )


class JudgeForm(Form):
    """Why a card is withdrawn; without a reason the room reads it."""

    reason = StringField(filters=[stripped])


class TimeForm(Form):
    """How many minutes more."""

    minutes = IntegerField(_l("Minutes more"), [InputRequired(_l("How many minutes?"))])


class RoomForm(Form):
    """How many may sit down without an account, and for how long they are let in."""

    seats = IntegerField(_l("How many people?"), [InputRequired(_l("How many people?"))])
    minutes = IntegerField(_l("For how many minutes?"), [InputRequired(_l("How many minutes?"))])


class DayForm(Form):
    """Until which other day."""

    day = DayField(_l("Until which day?"), [InputRequired(_DAY)], unread=_DAY)


class HandForm(Form):
    """Who leads the session from here on."""

    to = SelectField(_l("Who leads it now?"), [_NEEDED])


class TopicForm(Form):
    """A topic's name."""

    title = StringField(_l("Name of the topic"), _LINE, [stripped])


def _cards() -> SelectMultipleField:
    """Which cards: whether they lie on the table is looked at where they are moved."""
    return SelectMultipleField(validate_choice=False)


class MoveForm(Form):
    """Which cards go under which topic, or lie by themselves."""

    card = _cards()
    into = SelectField(_l("Put them under"), [_CHOSEN])


class SplitForm(Form):
    """Which cards are a topic, and its name."""

    card = _cards()
    title = StringField(_l("A new topic, called"), _LINE, [stripped])


class UndoForm(Form):
    """Which step was the last one that was seen."""

    number = IntegerField(validators=[InputRequired(_l("Load the page again."))])


class MergeForm(Form):
    """Into which topic this one goes."""

    into = SelectField(_l("Put it under"))


class HandsForm(Form):
    """How many hands went up."""

    hands = IntegerField(_l("Hands in the room"), [InputRequired(_l("How many hands?"))])


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
    how = StringField(
        _l("How will we see it?"),
        [Length(max=120, message=_l("At most 120 characters.")), plain_text],
        [stripped],
    )
    about = SelectField(_l("What is it for?"), [Optional()])


class SettleForm(Form):
    """What became of an action."""

    state = RadioField(
        _l("What became of it?"),
        [_CHOSEN],
        choices=options(("done", _l("Done")), ("open", _l("Not yet")), ("dropped", _l("Dropped"))),
    )
    why = StringField(_l("Why, if it was dropped"), [Length(max=200), plain_text], [stripped])

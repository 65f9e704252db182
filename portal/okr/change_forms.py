"""Forms that write a goal: its words and figures, why they change, and how it ended."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.core.forms import DayField, Form, options, plain_text, stripped
from portal.okr.forms import FigureField, figure
from portal.okr.models import Kind, Source
from portal.okr.outcomes import Learning
from portal.okr.versions import Aim

LONGEST = 120
LONGEST_UNIT = 12
LONGEST_REASON = 500
UNREAD = _l("A day looks like 2026-12-31.")
LONG = _l("At most 120 characters.")
LONG_REASON = _l("At most 500 characters.")


def kinds() -> list[Any]:
    """The ways to read a figure, as choices."""
    return options(
        (Kind.REACH.value, _l("Grow to the target")),
        (Kind.REDUCE.value, _l("Shrink to the target")),
        (Kind.RATE.value, _l("Keep up a rate")),
    )


def reason_field(label: Any) -> TextAreaField:
    """One or two sentences that say why; they are kept."""
    return TextAreaField(
        label,
        [
            DataRequired(_l("Write why: it stands in the history.")),
            Length(max=LONGEST_REASON, message=LONG_REASON),
            plain_text,
        ],
        filters=[stripped],
    )


def title_field(label: Any) -> StringField:
    """What a goal is called."""
    return StringField(
        label,
        [DataRequired(_l("Write it in one line.")), Length(max=LONGEST, message=LONG), plain_text],
        filters=[stripped],
    )


def source_field() -> SelectField:
    """Who, or which of the portal's own figures, says where a key result stands."""
    return SelectField(
        _l("Who says where it stands?"),
        choices=options(
            (Source.HAND.value, _l("Its owner")),
            (Source.POSTED.value, _l("The portal: how much people say about goals in a week")),
            (Source.HOURS.value, _l("The portal: working hours until a decision, at the median")),
            (Source.SOLVED.value, _l("The portal: per cent of what was solved that is confirmed")),
        ),
        default=Source.HAND.value,
    )


class ChangeForm(Form):
    """Why a published goal changes, and what was found and is to stand."""

    reason = reason_field(_l("Why does it change?"))
    # Of the button that saves it anyway: the codes of what it stands beside.
    despite = StringField()

    @property
    def legible(self) -> bool:
        """True when it was sent, and nothing but its reason stands against it."""
        wrong = [field for field in self if field.errors and field.name != "reason"]
        return self.is_submitted() and not wrong

    def let(self) -> frozenset[str]:
        """The codes of what was shown and is to stand."""
        return frozenset((self.despite.data or "").split(","))


class ObjectiveForm(ChangeForm):
    """A published objective, written anew."""

    title = title_field(_l("Objective"))


class WordsForm(Form):
    """What a key result is called, and how its figure is read."""

    title = title_field(_l("Key result"))
    plain = StringField(
        _l("The same in plain words"), [Length(max=LONGEST, message=LONG), plain_text], [stripped]
    )
    kind = RadioField(
        _l("How is the figure read?"),
        [DataRequired(_l("Choose one."))],
        choices=kinds(),
        default=Kind.REACH.value,
    )
    unit = StringField(
        _l("Unit"),
        [Length(max=LONGEST_UNIT, message=_l("At most 12 characters.")), plain_text],
        [stripped],
    )


class KeyResultForm(WordsForm, ChangeForm):
    """A published key result, written anew."""

    written = InputRequired(_l("Write the figure, like 86 or 2.1."))
    baseline = FigureField(_l("From"), [written, figure], places=None)
    target = FigureField(_l("To"), [written, figure], places=None)
    due = DayField(_l("Until"), [DataRequired(UNREAD)], unread=UNREAD)
    source = source_field()

    def aim(self) -> Aim:
        """The fields as one thing."""
        return Aim(
            title=self.title.data,
            plain=self.plain.data or self.title.data,
            kind=self.kind.data,
            unit=self.unit.data,
            baseline=self.baseline.data,
            target=self.target.data,
            due=self.due.data,
        )


class OutcomeForm(Form):
    """How an objective ended, and what was learned."""

    ending = RadioField(
        _l("How did it end?"),
        [DataRequired(_l("Choose one."))],
        choices=options(
            ("failed", _l("Failed, and we learned from it")),
            ("reached", _l("Reached")),
            ("open", _l("It still runs")),
        ),
    )
    what = TextAreaField(
        _l("What happened?"),
        [Length(max=LONGEST_REASON, message=LONG_REASON), plain_text],
        [stripped],
    )
    why = TextAreaField(
        _l("Why?"), [Length(max=LONGEST_REASON, message=LONG_REASON), plain_text], [stripped]
    )
    next = TextAreaField(
        _l("What do we do next time?"),
        [Length(max=LONGEST_REASON, message=LONG_REASON), plain_text],
        [stripped],
    )

    def learning(self) -> Learning:
        """What was learned, as one thing."""
        return Learning(self.what.data, self.why.data, self.next.data)

"""A form for each kind of decision: it cannot be sent without what makes it an answer."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.answers.words import declining
from portal.core.directory import directory
from portal.core.forms import DayField, Form, options, plain_text, still_to_come, stripped
from portal.core.languages import gettext as _
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.remarks.guarding import asks_nobody
from portal.voice.targets import figures
from portal.voice.words import causes

# Of the words that are left: a space is no answer.
_NEEDED = DataRequired(_l("Please fill this in."))
_SOON = _l("“Soon” is not a date. Give a day you can keep.")
_DAY = InputRequired(_SOON)
LONGEST = 500


def _text(label: Any, longest: int = LONGEST) -> dict[str, Any]:
    most = Length(max=longest, message=_l("At most %(max)d characters."))
    return {
        "label": label,
        "validators": [_NEEDED, most, plain_text, asks_nobody],
        "filters": [stripped],
    }


class DecisionForm(Form):
    """What all kinds share: the kind, and a word to everybody."""

    kind = HiddenField()
    note = TextAreaField(
        _l("A word to everybody"), [Length(max=LONGEST), plain_text, asks_nobody], [stripped]
    )

    def details(self) -> dict[str, Any]:
        """What was filled in, as it is stored: days as YYYY-MM-DD, nothing empty."""
        skipped = {"kind", "csrf_token"}
        found = {name: field.data for name, field in self._fields.items() if name not in skipped}
        days = {name: v.isoformat() for name, v in found.items() if isinstance(v, date)}
        return {name: value for name, value in (found | days).items() if value}


class ResourcesForm(DecisionForm):
    """What, how much, by when."""

    what = StringField(**_text(_l("What do you add?"), 120))
    amount = StringField(**_text(_l("How much?"), 60))
    by = DayField(_l("By which day?"), [_DAY, still_to_come], unread=_SOON)


class PriorityForm(DecisionForm):
    """Which key result gives way."""

    yields = SelectField(_l("Which goal gives way?"), [_NEEDED])


class AssignForm(DecisionForm):
    """Who does it, by which day."""

    owner = SelectField(_l("Who does it?"), [_NEEDED])
    by = DayField(_l("By which day?"), [_DAY, still_to_come], unread=_SOON)


class AskForm(DecisionForm):
    """A question that reaches whoever wrote it."""

    question = TextAreaField(**_text(_l("What do you need to know?")))


class DeclineForm(DecisionForm):
    """No, because."""

    reason = SelectField(_l("Why not?"), [_NEEDED])
    text = TextAreaField(**_text(_l("Say it so that everybody understands")))


class TransferForm(DecisionForm):
    """To whom it is handed over."""

    to = SelectField(_l("Who is to decide?"), [_NEEDED])


class ReplyForm(Form):
    """A free word that does not count as an answer."""

    body = TextAreaField(**_text(_l("A word in between")))


class WorkForm(Form):
    """What was done about a blocker: that it has begun, or that it is solved."""

    body = TextAreaField(**_text(_l("What was done?")))
    cause = SelectField(_l("What was it in the end?"), filters=[stripped])


def work_form(**given: Any) -> WorkForm:
    """The form, with the causes there may be."""
    form = WorkForm(**given)
    form.cause.choices = options(("", _("as reported")), *causes().items())
    return form


FORMS: dict[str, type[DecisionForm]] = {
    "resources": ResourcesForm,
    "priority": PriorityForm,
    "assign": AssignForm,
    "ask": AskForm,
    "decline": DeclineForm,
    "transfer": TransferForm,
}


def decision_form(kind: str, about: KeyResult | None, **given: Any) -> DecisionForm:
    """The form of this kind with its lists filled: people, other key results, reasons."""
    form = FORMS[kind](**given)
    form.kind.data = kind
    for name, choices in _CHOICES.get(kind, {}).items():
        form[name].choices = options(("", _("Choose")), *choices(about))
    return form


Choices = Callable[[KeyResult | None], list[tuple[str, str]]]


def _people(_about: KeyResult | None) -> list[tuple[str, str]]:
    return [(person.id, person.name) for person in directory().people()]


def _managers(_about: KeyResult | None) -> list[tuple[str, str]]:
    return [(person.id, person.name) for person in directory().managers()]


def _other_goals(about: KeyResult | None) -> list[tuple[str, str]]:
    here = about.id if about else None
    found = (one for one in okr.open_key_results() if one.id != here)
    return [(one.id, f"{one.plain} ({figures(one)})") for one in found]


def _reasons(_about: KeyResult | None) -> list[tuple[str, str]]:
    return list(declining().items())


_CHOICES: dict[str, dict[str, Choices]] = {
    "priority": {"yields": _other_goals},
    "assign": {"owner": _people},
    "decline": {"reason": _reasons},
    "transfer": {"to": _managers},
}

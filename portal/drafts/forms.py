"""Forms that write drafts: begin one, one sentence of a key result, and publishing."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.core.access import Actor
from portal.core.directory import directory
from portal.core.forms import DayField, Form, options, plain_text, stripped
from portal.drafts import service
from portal.drafts.models import Draft, DraftResult
from portal.drafts.service import Written
from portal.okr.change_forms import (
    LONG_REASON,
    LONGEST_REASON,
    UNREAD,
    WordsForm,
    source_field,
    title_field,
)
from portal.okr.forms import FigureField, figure
from portal.okr.units import as_written


class TitleForm(Form):
    """The objective of a draft, in words."""

    title = title_field(_l("Objective"))


class DraftForm(TitleForm):
    """An objective to begin: for which team, in which cycle."""

    team = SelectField(_l("Team"), [DataRequired(_l("Choose a team."))])
    cycle = SelectField(_l("Cycle"), [DataRequired(_l("Choose a cycle."))])


def draft_form(actor: Actor, **given: Any) -> DraftForm:
    """The form, with the teams and cycles in which this person may draft."""
    form, teams = DraftForm(**given), directory().teams()
    mine = sorted(service.teams_for(actor), key=lambda team: (team != actor.team, teams[team]))
    form.team.choices = options(*((team, teams[team]) for team in mine))
    form.cycle.choices = options(*((name, name) for name in service.cycles_for()))
    return form


class ResultForm(WordsForm):
    """A key result of a draft: one sentence that fills the fields, and the fields."""

    sentence = TextAreaField(
        _l("In one sentence"),
        [Length(max=300, message=_l("At most 300 characters.")), plain_text],
        [stripped],
    )
    baseline = FigureField(_l("From"), [Optional(), figure], places=None)
    target = FigureField(_l("To"), [Optional(), figure], places=None)
    due = DayField(_l("Until"), [Optional()], unread=UNREAD)
    source = source_field()
    responsible = SelectField(_l("Who answers for it?"), [DataRequired(_l("Choose one."))])

    def written(self) -> Written:
        """The fields as one thing."""
        return Written(
            title=self.title.data,
            plain=self.plain.data or self.title.data,
            kind=self.kind.data,
            unit=self.unit.data,
            baseline=self.baseline.data,
            target=self.target.data,
            due=self.due.data,
            responsible_id=self.responsible.data,
            source=self.source.data,
        )


def result_form(draft: Draft, **given: Any) -> ResultForm:
    """The form, with everybody who may answer for a key result; first whoever writes it."""
    form = ResultForm(**given)
    people = directory().people()
    people.sort(key=lambda one: (one.id != draft.owner_id, one.team_id != draft.team_id))
    form.responsible.choices = options(*((one.id, one.name) for one in people))
    return form


def shown(value: Decimal | None) -> Decimal | None:
    """A figure as its field shows it; none when it is not written yet."""
    return None if value is None else as_written(value)


def written_of(result: DraftResult) -> dict[str, Any]:
    """The fields of a key result as its form begins with them."""
    names = ("title", "plain", "kind", "unit", "due", "source")
    figures = {name: shown(getattr(result, name)) for name in ("baseline", "target")}
    words = {name: getattr(result, name) for name in names}
    return {**words, **figures, "responsible": result.responsible_id}


class PublishForm(Form):
    """Whether to publish it, and why as it stands when something was found."""

    reason = StringField(
        _l("Why as it stands?"),
        [Length(max=LONGEST_REASON, message=LONG_REASON), plain_text],
        [stripped],
    )

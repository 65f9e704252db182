"""Forms of the tree: where an objective moves, and what a department takes on."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from portal.core.directory import directory
from portal.core.forms import Form, options, plain_text, stripped
from portal.core.languages import gettext as _
from portal.okr.models import Objective


class MoveForm(Form):
    """Under which goal an objective is to stand; empty is the top."""

    place = RadioField(_l("Under which goal?"), [InputRequired(_l("Choose a goal."))])


class ShareForm(Form):
    """Which department takes on how much of an objective, and what that is."""

    team = SelectField(_l("Department"), [DataRequired(_l("Choose a department."))])
    percent = IntegerField(
        _l("Its share, in per cent"),
        [InputRequired(_l("A whole number from 1 to 100.")), NumberRange(1, 100)],
    )
    what = StringField(
        _l("What it contributes"),
        [DataRequired(_l("Say in a few words what.")), Length(max=120), plain_text],
        [stripped],
    )


def share_form(objective: Objective, **given: object) -> ShareForm:
    """The form, with every department but the objective's own."""
    form = ShareForm(**given)
    teams = sorted(directory().teams().items(), key=lambda one: one[1])
    rows = (team for team in teams if team[0] != objective.team_id)
    form.team.choices = options(("", _("Choose")), *rows)
    return form

"""Forms of the tree: where an objective moves, and what a department takes on."""

from collections.abc import Iterable
from typing import Protocol

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from portal.core.directory import directory
from portal.core.forms import Form, options, plain_text, stripped
from portal.core.languages import gettext as _
from portal.okr.models import Objective
from portal.tree.moving import TOP


class MoveForm(Form):
    """Under which goal an objective is to stand; empty is the top."""

    place = RadioField(_l("Under which goal?"), [InputRequired(_l("Choose a goal."))])


class Place(Protocol):
    """A goal that may be chosen."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def title(self) -> str:
        """What it is called."""


def move_form(found: Iterable[Place], chosen: str) -> MoveForm:
    """The form, with these goals and the top to choose from; before it is sent this is chosen."""
    form = MoveForm(data={"place": chosen} if request.method == "GET" else None)
    form.place.choices = [(TOP, TOP), *((goal.id, goal.title) for goal in found)]
    return form


def sought() -> str:
    """The words by which goals are looked for."""
    return " ".join(request.args.get("q", "").split())[:100]


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

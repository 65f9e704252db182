"""Forms to take in goals: a file, then what its tables do not say of themselves."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField, StringField, ValidationError
from wtforms.fields import Field
from wtforms.validators import DataRequired, Optional

from portal.core import clock
from portal.core.access import Actor
from portal.core.books import Table
from portal.core.directory import Person, directory
from portal.core.errors import Invalid
from portal.core.forms import Form, options, stripped
from portal.core.grids import LIMIT
from portal.core.languages import gettext as _
from portal.okr.cycle_names import quarter_in
from portal.okr.files import read_file
from portal.okr.reading import About
from portal.okr.service import quarter_of


def _quarter(_form: Form, field: Field) -> None:
    """Refuse what names no quarter."""
    if not quarter_in(field.data or ""):
        raise ValidationError(_("A cycle looks like 2026Q4."))


class FileForm(Form):
    """A file of goals."""

    file = FileField(_l("The file"))

    def tables(self) -> list[Table]:
        """The tables in the file that was chosen. Raises Invalid."""
        if not self.file.data:
            raise Invalid(_("Choose a file."))
        with self.file.data.stream as chosen:
            return read_file(chosen.read(LIMIT + 1), self.file.data.filename or "")


class TakeForm(Form):
    """Which of the tables, and what it does not say of itself."""

    table = IntegerField(validators=[Optional()])
    cycle = StringField(
        _l("Of which quarter, where the table does not say?"),
        [DataRequired(_l("A cycle looks like 2026Q4.")), _quarter],
        [stripped],
    )
    team = SelectField(
        _l("Of which team, where the table does not say?"), [DataRequired(_l("Choose a team."))]
    )

    def about(self, actor: Actor) -> About:
        """What was chosen; whoever imports answers for strangers."""
        who = Person(actor.id, actor.name, actor.team)
        return About(quarter_in(self.cycle.data or ""), self.team.data or "", who)


def take_form(actor: Actor, table: Table, **given: Any) -> TakeForm:
    """The form; what was not sent is as the table's name or the actor's team suggest."""
    teams = directory().teams()
    form = TakeForm(**given)
    form.team.choices = options(*sorted(teams.items(), key=lambda team: team[1]))
    form.cycle.data = form.cycle.data or quarter_in(table.name) or quarter_of(clock.today())
    form.team.data = form.team.data or _team(actor, teams)
    return form


def _team(actor: Actor, teams: Any) -> str:
    """The actor's team, else the first of those that stand under none."""
    lines = directory().lines()
    tops = [one for one in teams if len(lines.get(one, ())) <= 1]
    return actor.team or next(iter([*tops, *teams]), "")

"""Forms to take in a session that was held with another tool."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import InputRequired

from portal.core.errors import Invalid
from portal.core.forms import DayField, Form
from portal.core.grids import LIMIT, Grid, read_grid
from portal.core.languages import gettext as _
from portal.retro.forms import AboutForm
from portal.retro.taking_in import About

_HELD = _l("On which day was it held? Choose the day.")


class FileForm(Form):
    """The file that another tool wrote."""

    file = FileField(_l("CSV file"))

    def grid(self) -> Grid:
        """The table in the file that was chosen. Raises Invalid."""
        if not self.file.data:
            raise Invalid(_("Choose a file."))
        with self.file.data.stream as chosen:
            return read_grid(chosen.read(LIMIT + 1))


class TakeForm(AboutForm):
    """The table without its persons, and what it does not say of itself."""

    content = HiddenField()
    tool = HiddenField()
    day = DayField(_l("When was it held?"), [InputRequired(_HELD)], unread=_HELD)

    def about(self) -> About:
        """What was chosen."""
        chosen = self.key_results.data or []
        return About(self.title.data, self.day.data, chosen, self.tool.data)

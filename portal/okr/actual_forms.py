"""A file of readings, shown first; then its content, taken in when confirmed."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import Length

from portal.core.errors import Invalid
from portal.core.forms import Form
from portal.core.languages import gettext as _
from portal.core.tables import LIMIT


class ActualsForm(Form):
    """A CSV file of readings, or what was shown of one."""

    file = FileField(_l("CSV file"))
    content = HiddenField(validators=[Length(max=LIMIT)])

    def table(self) -> bytes:
        """The bytes of the file that was chosen, or of the one that was shown. Raises Invalid."""
        if self.content.data:
            return str(self.content.data).encode()
        if not self.file.data:
            raise Invalid(_("Choose a file."))
        with self.file.data.stream as chosen:
            return bytes(chosen.read(LIMIT + 1))

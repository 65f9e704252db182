"""Forms about what people are told."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.forms import Form
from portal.notify.models import SUBJECTS
from portal.notify.words import subject_name


class ChoicesForm(Form):
    """Of which subjects somebody wants mail."""

    subjects = SelectMultipleField(
        _l("Tell me by mail"),
        choices=SUBJECTS,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def name_them(self) -> None:
        """Say the subjects in the reader's language."""
        self.subjects.choices = [(one, subject_name(one)) for one in SUBJECTS]


class SignedForm(ChoicesForm):
    """The same under a signed link: the link is the authority, not a session."""

    class Meta(ChoicesForm.Meta):
        """Without a token of a session that may not be there."""

        csrf = False

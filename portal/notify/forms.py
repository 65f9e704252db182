"""Forms about what people are told."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.forms import Form, plain_text, stripped
from portal.notify.models import SUBJECTS
from portal.notify.words import subject_name

_WORDS = DataRequired(_l("Please fill this in."))


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


class RoomForm(Form):
    """A chat room; what it is reached by is typed once and never shown again."""

    name = StringField(_l("Name of the room"), [_WORDS, Length(max=64), plain_text], [stripped])
    address = StringField(_l("Its address"), [_WORDS, Length(max=512), plain_text], [stripped])
    secret = StringField(_l("Signing secret"), [Length(max=128), plain_text], [stripped])


class SignedForm(ChoicesForm):
    """The same under a signed link: the link is the authority, not a session."""

    class Meta(ChoicesForm.Meta):
        """Without a token of a session that may not be there."""

        csrf = False

"""The forms of what moderators decide and write."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.core.forms import Form, plain_text, stripped

LONGEST = 500


class ReviewForm(Form):
    """Outcome, reason, and for a post about no goal in particular the goal."""

    outcome = StringField(filters=[stripped])
    reason = StringField(filters=[stripped])
    target = StringField(filters=[stripped])


class WordForm(Form):
    """A moderator's word to a manager whose sentence was reported."""

    words = TextAreaField(
        _l("A word to the manager"),
        [
            DataRequired(_l("Please fill this in.")),
            Length(max=LONGEST, message=_l("At most %(max)d characters.")),
            plain_text,
        ],
        [stripped],
    )

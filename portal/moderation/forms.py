"""The form of a moderator's decision."""

from wtforms import StringField
from wtforms.validators import Length

from portal.core.forms import Form, stripped


class ReviewForm(Form):
    """Outcome, reason, and for a post about no goal in particular the goal."""

    outcome = StringField(validators=[Length(max=16)], filters=[stripped])
    reason = StringField(validators=[Length(max=16)], filters=[stripped])
    target = StringField(validators=[Length(max=26)], filters=[stripped])

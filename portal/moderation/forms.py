"""The form of a moderator's decision."""

from wtforms import StringField

from portal.core.forms import Form, stripped


class ReviewForm(Form):
    """Outcome, reason, and for a post about no goal in particular the goal."""

    outcome = StringField(filters=[stripped])
    reason = StringField(filters=[stripped])
    target = StringField(filters=[stripped])

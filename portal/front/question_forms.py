"""The form of a question to the floor."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from portal.core import clock
from portal.core.forms import DayField, Form, plain_text, still_to_come, stripped
from portal.remarks.guarding import asks_nobody

LONGEST = 200
WEEKS_TWO = timedelta(days=14)


class QuestionForm(Form):
    """One question, and until when it stands."""

    body = TextAreaField(
        _l("Your question"),
        [
            DataRequired(_l("Please fill this in.")),
            Length(max=LONGEST, message=_l("At most %(max)d characters.")),
            plain_text,
            asks_nobody,
        ],
        [stripped],
    )
    until = DayField(
        _l("It stands until"),
        [DataRequired(_l("Give a day.")), still_to_come],
        unread=_l("Give a day like 2026-11-30."),
        default=lambda: clock.today() + WEEKS_TWO,
    )

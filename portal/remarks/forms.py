"""The form of a remark."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from portal.core.forms import Form, plain_text, stripped
from portal.remarks.guarding import asks_nobody

LONGEST = 1000


class RemarkForm(Form):
    """A few sentences under one's own name."""

    body = TextAreaField(
        _l("Under your own name"),
        [
            DataRequired(_l("Please fill this in.")),
            Length(max=LONGEST, message=_l("At most %(max)d characters.")),
            plain_text,
            asks_nobody,
        ],
        [stripped],
    )

"""The forms of what moderators decide and write."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.core.forms import Form, plain_text, stripped
from portal.moderation import judging
from portal.moderation.cases import Case
from portal.moderation.judging import Asked
from portal.voice import masking, splitting

LONGEST = 500
MOST = 20


class ReviewForm(Form):
    """Outcome and reason, and whatever else the outcome needs."""

    outcome = StringField(filters=[stripped])
    reason = StringField(filters=[stripped])
    # Of a post about no goal in particular.
    target = StringField(filters=[stripped])
    # Where to mask: as JSON, or words of the text, one a line.
    spans = StringField(filters=[stripped])
    words = StringField(filters=[stripped])
    # Where to cut: places in code points, or the words after which.
    cut = SelectMultipleField(validate_choice=False)
    endings = StringField(filters=[stripped])
    of = StringField(filters=[stripped])
    word = StringField(filters=[stripped])

    def asked(self, case: Case) -> Asked:
        """What was asked for. Raises Invalid."""
        return Asked(
            outcome=self.outcome.data,
            reason=self.reason.data or None,
            spans=tuple((start, end) for start, end in self._spans(case.text)),
            cuts=tuple(self._cuts(case.text)),
            of=self.of.data,
            target=self.target.data,
            word=self.word.data,
        )

    def _spans(self, text: str) -> list[list[int]]:
        given = judging.read_json(self.spans.data) if self.spans.data else []
        typed = masking.spans_of(text, self.words.data.split("\n"))
        return masking.as_lists(given) + typed

    def _cuts(self, text: str) -> list[int]:
        chosen = [int(one) for one in self.cut.data or [] if one.isascii() and one.isdigit()]
        return sorted({*chosen, *splitting.cuts_after(text, self.endings.data.split("\n"))})


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


class ParaphraseForm(Form):
    """One sentence for the board."""

    words = StringField(
        _l("In your words"),
        [
            DataRequired(_l("Please fill this in.")),
            Length(max=120, message=_l("At most %(max)d characters.")),
            plain_text,
        ],
        [stripped],
    )


class SeveralForm(Form):
    """One outcome for several posts."""

    posts = SelectMultipleField(validate_choice=False)
    outcome = StringField(filters=[stripped])
    reason = StringField(filters=[stripped])

    def chosen(self) -> list[str]:
        """The posts, no more of them than stand on a page."""
        return list(dict.fromkeys(self.posts.data or []))[:MOST]

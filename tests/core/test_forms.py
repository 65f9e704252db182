"""What every form does: it keeps what a service refuses, and speaks the page's language."""

import pytest
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.validators import Length

from portal.core.errors import Conflict
from portal.core.forms import Form, plain_text, stripped, submit


class Sample(Form):
    day = DateField()
    many = SelectMultipleField(choices=["a"])
    line = StringField(validators=[Length(max=3), plain_text], filters=[stripped])


@pytest.fixture
def sent(app):
    """Send a form, in a language."""

    def send(locale="zh_Hant", act=bool, **form):
        words = {"day": "2026-11-20", "many": "a", "line": "abc"} | form
        with app.test_request_context(f"/?lang={locale}", method="POST", data=words):
            sample = Sample()
            return submit(sample, act), sample

    return send


def test_what_is_right_goes_through(sent):
    assert sent()[0] is True


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "zh_Hant",
            ["不是有效的日期值。", "「b」不是此欄位的有效選擇。", "欄位長度不能超過 3 個字元。"],
        ),
        (
            "en",
            [
                "Not a valid date value.",
                "'b' is not a valid choice for this field.",
                "Field cannot be longer than 3 characters.",
            ],
        ),
    ],
)
def test_the_form_library_speaks_the_language_of_the_page(sent, locale, said):
    done, form = sent(locale, day="soon", many="b", line="abcd")
    assert done is False
    assert [field.errors[0] for field in (form.day, form.many, form.line)] == said
    assert form.status == 422


def test_what_the_service_refuses_stands_on_the_form(sent):
    def refuse():
        raise Conflict("Somebody was faster.")

    done, form = sent(act=refuse)
    assert (done, form.form_errors, form.status) == (False, ["Somebody was faster."], 409)


@pytest.mark.parametrize("text", ["\x00", "a\x07", "\x7f"])
def test_what_cannot_be_shown_is_refused(sent, text):
    done, form = sent(line=text)
    assert done is False
    assert form.line.errors != []


def test_space_around_and_other_newlines_are_not_kept(sent):
    _done, form = sent(line="  a\r\n ")
    assert form.line.data == "a"

"""Forms about people: signing in, passwords, inviting."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields import Field
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional, Regexp

from portal.core.access import Role
from portal.core.forms import DayField, Form, options, plain_text, still_to_come, stripped
from portal.core.languages import gettext as _
from portal.people.passwords import LONGEST, SHORTEST
from portal.people.roster import is_email

ROLES = options(
    (Role.MEMBER.value, _l("Member")),
    (Role.MANAGER.value, _l("Manager")),
    (Role.MODERATOR.value, _l("Moderator")),
    (Role.ADMIN.value, _l("Admin")),
)
_NEEDED = InputRequired(_l("Please fill this in."))
# Of the words that are left: a space is no name.
_WORDS = DataRequired(_l("Please fill this in."))
_NEW = Length(SHORTEST, LONGEST, _l("A password has 8 to 256 characters."))


def _email(_form: Any, field: Field) -> None:
    if not is_email(field.data or ""):
        raise ValidationError(_("This is not an e-mail address."))


class SignInForm(Form):
    """Who, the password, and whose device this is; the last has no default (protocol 4)."""

    identifier = StringField(_l("Staff number or name"), [_WORDS, Length(max=64)], [stripped])
    password = PasswordField(_l("Password"), [_NEEDED, Length(max=LONGEST)])
    own_device = RadioField(
        _l("Whose device is this?"),
        [InputRequired(_l("Say whose device this is."))],
        choices=options(("yes", _l("My own")), ("no", _l("Shared"))),
    )


class ForgotForm(Form):
    """Who has lost the password."""

    identifier = StringField(_l("Staff number or name"), [_WORDS, Length(max=64)], [stripped])


class CodeForm(Form):
    """A code of the second step."""

    code = StringField(_l("Code"), [_WORDS, Length(max=64)], [stripped])


class DeviceForm(Form):
    """A new password by a one-time link, and whose device this is."""

    new = PasswordField(_l("New password"), [_NEEDED, _NEW])
    own_device = RadioField(
        _l("Whose device is this?"),
        [InputRequired(_l("Say whose device this is."))],
        choices=options(("yes", _l("My own")), ("no", _l("Shared"))),
    )


class PasswordForm(Form):
    """The old password, and the new one twice."""

    old = PasswordField(_l("Old password"), [_NEEDED, Length(max=LONGEST)])
    new = PasswordField(_l("New password"), [_NEEDED, _NEW])
    again = PasswordField(
        _l("New password again"), [_NEEDED, EqualTo("new", _l("The two new passwords differ."))]
    )


class LanguageForm(Form):
    """The language of every page for this person."""

    locale = SelectField(
        _l("Language"), choices=options(("zh_Hant", "繁體中文"), ("en", "English"))
    )


class CandlesForm(Form):
    """Which colour of a candle is better for this person."""

    candles = SelectField(
        _l("Colours of candles"),
        choices=options(
            ("", _l("As the language has it")),
            ("east", _l("Red is better, green is worse")),
            ("west", _l("Green is better, red is worse")),
        ),
    )


class InviteForm(Form):
    """A new person."""

    identifier = StringField(
        _l("Staff number or name to sign in with"),
        [_WORDS, Length(max=64), Regexp(r"^\S+$", message=_l("No spaces in it.")), plain_text],
        [stripped],
    )
    name = StringField(_l("Name"), [_WORDS, Length(max=64), plain_text], [stripped])
    email = EmailField(_l("E-mail"), [Optional(), plain_text, _email], [stripped])
    team = StringField(_l("Team"), [Length(max=64), plain_text], [stripped])
    site = StringField(_l("Site"), [Length(max=64), plain_text], [stripped])
    role = SelectField(_l("Role"), choices=ROLES, default=Role.MEMBER.value)


class RoleForm(Form):
    """Another role for somebody."""

    role = SelectField(_l("Role"), choices=ROLES)


class AwayForm(Form):
    """The last day of an absence; empty: back."""

    until = DayField(
        _l("Away until the end of"),
        [Optional(), still_to_come],
        unread=_l("Choose a day, or leave it empty."),
    )


class Confirm(Form):
    """A button and nothing else."""

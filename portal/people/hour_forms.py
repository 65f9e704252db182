"""The form of working hours: a line for each weekday, typed as people write it."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from portal.core.errors import Invalid
from portal.core.forms import Form, options, plain_text, stripped
from portal.core.languages import gettext as _
from portal.people import calendars
from portal.people.models import WorkHours

DAYS = range(7)


def _zone(_form: Any, field: Field) -> None:
    try:
        ZoneInfo(field.data)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValidationError(_("There is no such time zone. Write it like Asia/Taipei.")) from None


def _shifts(_form: Any, field: Field) -> None:
    try:
        field.data = calendars.write_shifts(calendars.read_shifts(field.data))
    except Invalid as fault:
        raise ValidationError(str(fault.message)) from None


def _days(_form: Any, field: Field) -> None:
    try:
        calendars.read_days(field.data)
    except Invalid as fault:
        raise ValidationError(str(fault.message)) from None


def _day(label: Any) -> StringField:
    return StringField(label, [Length(max=80), plain_text, _shifts], [stripped])


class HoursForm(Form):
    """When people work at a place."""

    zone = StringField(_l("Time zone"), [Length(max=64), plain_text, _zone], [stripped])
    region = SelectField(_l("Public holidays of"))
    day0 = _day(_l("Monday"))
    day1 = _day(_l("Tuesday"))
    day2 = _day(_l("Wednesday"))
    day3 = _day(_l("Thursday"))
    day4 = _day(_l("Friday"))
    day5 = _day(_l("Saturday"))
    day6 = _day(_l("Sunday"))
    off = TextAreaField(
        _l("Further days off, one a line"), [Length(max=8000), plain_text, _days], [stripped]
    )

    def values(self) -> dict[str, Any]:
        """What was typed, as it is stored."""
        return {
            "zone": self.zone.data,
            "region": self.region.data,
            "shifts": {str(day): self[f"day{day}"].data for day in DAYS},
            "off": [day.isoformat() for day in calendars.read_days(self.off.data)],
        }


def hours_form(found: WorkHours | None = None) -> HoursForm:
    """The form, with what is set when it is only looked at."""
    form = HoursForm(formdata=None, data=_typed(found)) if found else HoursForm()
    territories = getattr(get_locale(), "territories", {})
    names = [(code, territories.get(code, code)) for code in calendars.REGIONS if code]
    form.region.choices = options(("", _("no country")), *names)
    return form


def _typed(found: WorkHours) -> dict[str, Any]:
    days = {f"day{day}": found.shifts.get(str(day), "") for day in DAYS}
    return {"zone": found.zone, "region": found.region, "off": "\n".join(found.off), **days}

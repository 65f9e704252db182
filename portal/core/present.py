"""How days, numbers and ages look in the reader's language."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.lists import format_list
from flask import g
from flask_babel import format_date, format_decimal, get_locale
from markupsafe import Markup

from portal.core import clock
from portal.core.languages import gettext as _
from portal.core.languages import locale, ngettext
from portal.core.memory import NOTHING, kept


def day(value: date) -> str:
    """A day as people say it: 11 月 25 日（三）, or Wed 25 Nov."""
    if locale() == "en":
        return str(format_date(value, "EEE d MMM"))
    return str(format_date(value, "M 月 d 日（EEEEE）"))


def day_short(value: date) -> str:
    """A day without its weekday."""
    return str(format_date(value, "d MMM" if locale() == "en" else "M 月 d 日"))


def day_long(value: date) -> str:
    """A day with its year and weekday, for the dateline."""
    if locale() == "en":
        return str(format_date(value, "EEEE d MMMM y"))
    return str(format_date(value, "y 年 M 月 d 日 EEEE"))


def number(value: float | Decimal | None) -> str:
    """A figure without needless zeros: 86, 2.1, 1,200."""
    if value is None:
        return "–"
    # Nothing is never less than nothing: adding zero takes the sign from -0.
    return str(format_decimal(round(Decimal(str(value)), 2) + 0, "#,##0.##"))


def ago(value: date | None) -> str:
    """How many days ago, in words."""
    if value is None:
        return _("never")
    days = (clock.today() - value).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(num)d day ago", "%(num)d days ago", days)


def listed(names: Iterable[str]) -> str:
    """Several names as a sentence has them: A and B, or A和B; of none nothing."""
    return str(format_list(list(names), locale=get_locale()))


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "day_short": day_short,
    "day_long": day_long,
    "number": number,
    "ago": ago,
}


def waited(since: date) -> str:
    """For how long something has waited."""
    days = (clock.today() - since).days
    if days <= 0:
        return _("published today")
    return ngettext("waited %(num)d day", "waited %(num)d days", days)


def dateline() -> Markup:
    """The line under the masthead: the day, the week, and how much of the quarter is left."""
    today = clock.today()
    return kept(("dateline", locale(), today), lambda: _dateline(today), NOTHING)


def _dateline(now: date) -> Markup:
    first = (now.month - 1) // 3 * 3 + 4
    after = date(now.year + first // 13, first % 12, 1)
    left = (after - now).days
    parts = (
        day_long(now),
        _("Week %(week)d", week=now.isocalendar().week),
        ngettext("%(num)d day left in this quarter", "%(num)d days left in this quarter", left),
    )
    return Markup("").join(Markup("<span>{}</span>").format(part) for part in parts)


def comma() -> str:
    """What stands between the facts of a line."""
    return _(", ")


HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
MOSTLY = 0.2


@lru_cache(4096)
def tongue(text: str) -> str:
    """The language that a text is to be read and drawn in, told from its letters alone."""
    return "zh-Hant-TW" if len(HAN.findall(text)) >= MOSTLY * len(text) else "en"


def candle_colours() -> str:
    """Which way candles are coloured for this reader: red is better (east), or green is (west)."""
    return g.get("candles") or ("west" if locale() == "en" else "east")


GLOBALS: dict[str, Callable[..., Any]] = {
    "candle_colours": candle_colours,
    "comma": comma,
    "dateline": dateline,
    "tongue": tongue,
    "waited": waited,
}

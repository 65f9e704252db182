"""A calendar at a secret address: no cookie is read, and whoever fetches it leaves no trace."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from portal.core.access import open_to_all
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.front import calendar_days, ics
from portal.people import feeds

pages = Blueprint("feeds", __name__)


@pages.get("/calendar/<feed>.ics")
@open_to_all
def calendar(feed: str) -> ResponseReturnValue:
    """One person's days, in that person's language."""
    account = feeds.holder_of(feed)
    with force_locale(account.locale or settings().locale):
        name = _("%(portal)s: your days", portal=settings().name)
        made = ics.written(name, calendar_days.days_of(account.id))
    return Response(made, content_type=f"{ics.TYPE}; charset=utf-8")

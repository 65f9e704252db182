"""Remarks as they stand under what they are about."""

from flask import render_template
from markupsafe import Markup

from portal.core.directory import directory
from portal.remarks import service
from portal.remarks.models import Place

LATEST = 3


def latest(place: Place, subject: str) -> Markup:
    """The last remarks about one thing, and a way to all of them and to say more."""
    found = service.listed(place, subject, size=LATEST, latest=True)
    html = render_template(
        "remarks/_latest.html",
        remarks=found,
        names=directory().names({one.account_id for one in found}),
        word=f"{place.value}.{subject}",
    )
    return Markup(html)  # noqa: S704

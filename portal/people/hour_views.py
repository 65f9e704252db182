"""Working hours of the organisation and of its sites: what the clocks of blockers count."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.forms import submit
from portal.people import calendars, service
from portal.people.hour_forms import HoursForm, hours_form
from portal.people.models import Site

pages = Blueprint("hours", __name__, url_prefix="/in/people/hours")


@pages.get("/")
@needs(Permission.PEOPLE_ADMIN)
def everybody() -> ResponseReturnValue:
    """The hours of whoever works at no site with hours of its own."""
    return _page(None, hours_form(calendars.hours_of(calendars.EVERYBODY)))


@pages.post("/")
@needs(Permission.PEOPLE_ADMIN)
def set_everybody() -> ResponseReturnValue:
    """Set them."""
    return _set(None)


@pages.get("/<id:site>")
@needs(Permission.PEOPLE_ADMIN, service.find_site)
def of_site(site: Site) -> ResponseReturnValue:
    """The hours of a site."""
    return _page(site, hours_form(calendars.hours_of(site.id)))


@pages.post("/<id:site>")
@needs(Permission.PEOPLE_ADMIN, service.find_site)
def set_site(site: Site) -> ResponseReturnValue:
    """Set them."""
    return _set(site)


def _set(site: Site | None) -> ResponseReturnValue:
    form, id_ = hours_form(), site.id if site else calendars.EVERYBODY

    def act() -> None:
        with transaction():
            calendars.set_hours(g.actor, id_, **form.values())

    if submit(form, act):
        where = url_for("hours.of_site", site=id_) if site else url_for("hours.everybody")
        return redirect(f"{where}?saved=1")
    return _page(site, form)


def _page(site: Site | None, form: HoursForm) -> ResponseReturnValue:
    sites, own = service.sites(), calendars.calendars()
    page = render_template("admin/hours.html", site=site, sites=sites, own=own, form=form)
    return page, form.status

"""What home has more of than it shows, and home in small for a frame of another page."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.access import Permission, needs, open_to_all
from portal.core.web import page_number
from portal.core.zones import frameable
from portal.front import pages as home
from portal.okr import progress, readings

pages = Blueprint("home", __name__, url_prefix="/in")

SIZE = 20
# A frame is small.
FEW = 3


@pages.get("/mine")
@needs(Permission.OKR_READ)
def mine() -> ResponseReturnValue:
    """All key results of the reader, those first that were not updated for the longest."""
    page, found = page_number(), home.mine(g.actor)
    shown = found[(page - 1) * SIZE : page * SIZE]
    return render_template(
        "front/mine.html",
        mine=shown,
        readings=readings.values(one.id for one in shown),
        today=clock.today(),
        freshness=progress.freshness,
        page=page,
        more=len(found) > page * SIZE,
    )


@pages.get("/waiting")
@needs(Permission.OKR_READ)
def waiting() -> ResponseReturnValue:
    """All that waits for the reader, the most urgent first."""
    page, found = page_number(), home.waits_for(g.actor)
    return render_template(
        "front/waiting.html",
        waits=found[(page - 1) * SIZE : page * SIZE],
        page=page,
        more=len(found) > page * SIZE,
    )


@pages.get("/widget")
@open_to_all
@frameable
def widget() -> ResponseReturnValue:
    """Home in small, for a frame; without a session a way to sign in, in a window of its own."""
    if g.get("actor") is None:
        return render_template("front/widget.html", mine=None)
    mine, waits = home.mine(g.actor), home.waits_for(g.actor)
    return render_template(
        "front/widget.html",
        mine=mine[:FEW],
        waits=waits[:FEW],
        more=len(mine) > FEW or len(waits) > FEW,
        today=clock.today(),
        freshness=progress.freshness,
    )

"""The landing, home, the page of a key result, and the pages that are open to everybody."""

from flask import Blueprint, Response, g, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from portal.core import clock
from portal.core.access import Permission, Role, needs, open_to_all
from portal.core.db import db
from portal.core.settings import settings
from portal.core.unchanged import unchanged
from portal.core.web import page_number, script_sums
from portal.front import fragments, frames, key_results, pages, security
from portal.moderation import public
from portal.okr import drafters, progress, readings
from portal.voice import appealing, counts, photos, rows, words
from portal.voice.keys import log, open_key
from portal.voice.models import Photo
from portal.voice.showing import shown

inside = Blueprint("front", __name__, url_prefix="/in")
outside = Blueprint("public", __name__)

SIZE = 20
# So much of each stands at home; what is more has a page of its own.
FEW = 5


@outside.get("/")
@open_to_all
def landing() -> ResponseReturnValue:
    """Two doors: say something, or sign in."""
    return render_template("front/landing.html")


@outside.get("/about/anonymity")
@open_to_all
def anonymity() -> ResponseReturnValue:
    """How it cannot know, how to check, and what it cannot protect from."""
    return render_template(
        "front/anonymity.html", head8=log().pin, crowd=open_key(), sums=script_sums()
    )


@outside.get("/about/privacy")
@open_to_all
def privacy() -> ResponseReturnValue:
    """What is kept of signed-in people, why, and for how long."""
    return render_template("front/privacy.html", retention=settings().retention)


@outside.get("/about/moderation")
@open_to_all
def moderation() -> ResponseReturnValue:
    """The rules in plain words, and what the last 30 days were like."""
    found, names = public.read(), words.reasons()
    return render_template(
        "front/moderation.html",
        appeal_days=appealing.WINDOW.days,
        numbers=public.told(),
        days=found.get("days", {}).get("", ""),
        reasons=[(names[one], shown) for one, shown in found.get("reason", {}).items()],
    )


@outside.get("/about/accessibility")
@open_to_all
def accessibility() -> ResponseReturnValue:
    """What works for whom, and where it does not yet."""
    return render_template("front/accessibility.html")


@outside.get("/.well-known/security.txt")
@open_to_all
def security_txt() -> ResponseReturnValue:
    """Whom to tell about a hole (RFC 9116)."""
    return Response(security.text(settings(), clock.now()), mimetype="text/plain")


@inside.get("/")
@needs(Permission.OKR_READ)
def home() -> ResponseReturnValue:
    """My key results, what is stuck, what waits for me."""
    mine, waits = pages.mine(g.actor), pages.waits_for(g.actor)
    return render_template(
        "front/home.html",
        mine=mine[:FEW],
        more_mine=len(mine) > FEW,
        readings=readings.values(one.id for one in mine[:FEW]),
        voices=fragments.drawn(rows.stuck(size=3), goal=True),
        total=counts.unanswered(),
        waits=waits[:FEW],
        waiting=len(waits),
        first_day=pages.first_day() if g.actor.role is Role.ADMIN else [],
        today=clock.today(),
        freshness=progress.freshness,
        drafts=bool(drafters.teams_of(g.actor)),
    )


@inside.get("/krs/<id:kr>")
@needs(Permission.OKR_READ, pages.find_heading)
@unchanged
def key_result(kr: pages.Heading) -> ResponseReturnValue:
    """One key result: where it stands, what people say, what was decided, what was learnt."""
    parts = key_results.parts_of(kr, page_number(), SIZE)
    return Response(frames.framed("front/key_result.html", kr.plain, parts))


@inside.get("/photos/<id:photo>")
@needs(Permission.OKR_READ, photos.find_published)
def photo(photo: Photo) -> ResponseReturnValue:
    """A photo of a published post."""
    return shown(photo)


@outside.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """200 while the process lives."""
    return jsonify(ok=True)


@outside.get("/readyz")
@open_to_all
def readyz() -> ResponseReturnValue:
    """200 while the stores answer."""
    for engine in db.engines.values():
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    return jsonify(ok=True)

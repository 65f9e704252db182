"""Monday mode: the week's agenda on a screen, on paper, and how long its meeting takes."""

from datetime import UTC

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from portal.core import clock
from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import Branch, branches
from portal.core.forms import Form, submit
from portal.core.languages import locale
from portal.core.memory import kept
from portal.core.unchanged import unchanged
from portal.core.web import LAST_PAGE, page_number
from portal.front import monday
from portal.okr import service as okr
from portal.okr.models import GOALS
from portal.retro import meetings
from portal.retro.meetings import Meeting
from portal.retro.phases import LONGEST

pages = Blueprint("monday", __name__, url_prefix="/in")

# So long a page of the agenda stands before the next one comes.
SECONDS = 30
ROOMS = ("okr", GOALS, "voice", "counts", "answers", "moderation", "people", "retro")


class MeetingForm(Form):
    """How many minutes the meeting is to take."""

    minutes = IntegerField(
        _l("Planned minutes"),
        [
            InputRequired(_l("Please fill this in.")),
            NumberRange(1, LONGEST, _l("From 1 to %(most)d minutes.", most=LONGEST)),
        ],
    )


@pages.get("/monday")
@needs(Permission.OKR_READ)
@unchanged
def show() -> ResponseReturnValue:
    """The agenda, a page at a time; on paper all of it; ?team of a part of the tree."""
    return _shown(MeetingForm(formdata=None, minutes=meetings.planned(g.actor.team)))


@pages.post("/monday/meetings")
@needs(Permission.RETRO_OPEN)
def begin() -> ResponseReturnValue:
    """Begin the meeting of one's team."""
    form = MeetingForm()

    def act() -> None:
        with transaction():
            meetings.begin(g.actor, form.minutes.data)

    if submit(form, act):
        return redirect(url_for("monday.show", team=request.args.get("team")))
    return _shown(form)


@pages.post("/monday/meetings/<id:meeting>/end")
@needs(Permission.RETRO_RUN, meetings.find)
def end(meeting: Meeting) -> ResponseReturnValue:
    """End it: how long it took stands beside the first two."""
    with transaction():
        meetings.end(g.actor, meeting)
    return redirect(url_for("monday.show", team=request.args.get("team"), page=LAST_PAGE))


def _shown(form: MeetingForm) -> ResponseReturnValue:
    team = meetings.team_of(g.actor)
    running = meetings.running(team)
    asked, teams = request.args.get("team", ""), kept("branches", branches, "people")
    part = next((one for one in teams if one.id == asked), None)
    # What waits for a decision tells how many hours are left.
    key = ("monday", team, part, locale(), clock.today(), clock.now().hour)
    slides = kept(key, lambda: _slides(team, part), *ROOMS)
    return render_template(
        "front/monday.html",
        slides=slides,
        teams=teams,
        part=part,
        lost=bool(asked) and part is None,
        page=min(page_number(), len(slides)),
        seconds=SECONDS,
        today=clock.today(),
        running=running,
        began=clock.local(running.began.replace(tzinfo=UTC)) if running else None,
        form=form,
    ), form.status


def _slides(team: str | None, part: Branch | None) -> list[Markup]:
    """Each page of the agenda as HTML."""
    cycle = okr.current_cycle()
    html = render_template(
        "front/_monday.html",
        cycle=cycle,
        part=part,
        agenda=monday.agenda(cycle, part.id if part else ""),
        trend=meetings.trend_of(team),
    )
    # The template has escaped what it was given.
    return [Markup(one) for one in html.split("<!--next-->")]  # noqa: S704

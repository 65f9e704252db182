"""Support, reports, polls, and what is published: addresses for a browser that holds a token."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.access import open_to_all
from portal.core.packing import packed
from portal.core.refusals import for_programs
from portal.core.settings import settings
from portal.okr import service as okr
from portal.voice import (
    acts,
    confirming,
    entry,
    envelope,
    gate,
    keys,
    polls,
    rendering,
    schedule,
    service,
    words,
)
from portal.voice.crowds import places
from portal.voice.entry import Presented
from portal.voice.schedule import week_of

pages = Blueprint("acts", __name__, url_prefix="/say")

MOST = 200


@pages.get("/support")
@open_to_all
@packed
def support() -> ResponseReturnValue:
    """Say the same as a post, judge it or report it: which one, the server does not learn here."""
    return render_template("voice/support.html", reasons=words.reasons(), head8=keys.log().pin)


@pages.get("/weekly")
@open_to_all
@packed
def weekly() -> ResponseReturnValue:
    """Say whether goals will be met, from 0 to 10: which ones, the server does not learn here."""
    week = week_of(clock.today())
    return render_template(
        "voice/weekly.html",
        week=week,
        values=polls.VALUES,
        fewest=polls.fewest(),
        head8=keys.log().pin,
    )


def _take(read: Callable[[dict[str, Any]], tuple[Presented, acts.Acted]]) -> ResponseReturnValue:
    """Take an act into the inbox; the first and the tenth time are answered alike."""
    token, acted = read(gate.opened(request))
    gate.check_origin(request)
    epoch = schedule.epoch_of(settings(), clock.today())
    acts.submit(token, acted, epoch, okr.is_open, clock.today())
    return _queued()


def _queued() -> ResponseReturnValue:
    due = schedule.due(settings(), "release", clock.now())
    return jsonify(v=1, state="queued", next_release=due), 202


@pages.post("/supports")
@open_to_all
@for_programs
def receive_support() -> ResponseReturnValue:
    """Say that a post is true for somebody else too."""
    return _take(acts.read_support)


@pages.post("/reports")
@open_to_all
@for_programs
def receive_report() -> ResponseReturnValue:
    """Say that a post should be looked at again, and why."""
    return _take(acts.read_report)


@pages.post("/verdicts")
@open_to_all
@for_programs
def receive_verdict() -> ResponseReturnValue:
    """Say, having said the same, whether it is solved."""
    token, post_id, value = confirming.read_verdict(gate.opened(request))
    gate.check_origin(request)
    confirming.submit(token, post_id, value, schedule.epoch_of(settings(), clock.today()))
    return _queued()


@pages.post("/published")
@open_to_all
@packed
@for_programs
def published() -> ResponseReturnValue:
    """What is published about a target, to be compared on the device; writes nothing.

    A spent token is answered as a good one: what it said before is nobody's business here.
    """
    found = gate.opened(request)
    envelope.only(found, (*entry.FIELDS, "target"))
    token, target = entry.read_token(found), envelope.taken_text(found, "target")
    gate.check_origin(request)
    # Who has nothing left to post with can still say the same: the page for that asks here.
    entry.check_token(token, "post", "support")
    place = places([target]).get(target, target)
    posts = service.published_for({target, place}, size=MOST)
    bodies = rendering.texts(posts)
    rows = [
        {
            "id": post.id,
            "kind": post.kind,
            "body": bodies[post.id],
            "cause": post.cause,
            "severity": post.severity,
            "progress": post.progress,
            "supporters": post.supporters,
            "day": post.day.isoformat(),
        }
        for post in posts
    ]
    return jsonify(v=1, posts=rows)

"""The plain form for a printed code: no cookie, and no JavaScript needed."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.access import open_to_all
from portal.core.errors import Problem
from portal.core.settings import settings
from portal.voice import form, gate, keys, schedule, service, targets, words
from portal.voice.views import PLACES

pages = Blueprint("codes", __name__, url_prefix="/say/c")


@pages.get("")
@open_to_all
def by_code() -> ResponseReturnValue:
    """Say something with the code of a slip of paper."""
    return _page({"kind": "blocker", "target": request.args.get("kr", "")})


@pages.post("")
@open_to_all
def receive_by_code() -> ResponseReturnValue:
    """Take what was typed into the inbox; what cannot be taken stays in its fields."""
    gate.pace()
    gate.check_origin(request)
    request.max_content_length = form.MOST
    typed = {name: request.form.get(name, "") for name in form.FIELDS}
    photos = [raw for one in request.files.getlist("photos") if (raw := one.read())]
    receipt = form.make_receipt()
    try:
        sent = service.check_post(form.read_form(typed, photos, receipt), PLACES)
        service.submit(sent, schedule.epoch_of(settings(), clock.today()))
    except Problem as problem:
        return _page(typed, problem, photos=len(photos)), problem.status
    return render_template(
        "voice/code_done.html",
        slip=form.spelt(receipt),
        next_release=words.release_words(schedule.next_release(settings(), clock.now())),
        head8=keys.log().pin,
    )


def _page(typed: dict[str, str], problem: Problem | None = None, photos: int = 0) -> str:
    return render_template(
        "voice/code.html",
        typed=typed,
        photos=photos,
        problem=problem,
        targets=targets.all_targets(),
        causes=words.causes(),
        severities=words.severities(),
        next_release=words.release_words(schedule.next_release(settings(), clock.now())),
        head8=keys.log().pin,
    )

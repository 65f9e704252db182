"""The moderators' queue."""

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.forms import submit
from portal.moderation import service
from portal.moderation.forms import ReviewForm
from portal.okr import service as okr
from portal.voice import rendering, words
from portal.voice.models import State
from portal.voice.showing import shown

pages = Blueprint("moderation", __name__, url_prefix="/in")


@pages.get("/moderation")
@needs(Permission.MODERATION_QUEUE)
def queue() -> ResponseReturnValue:
    """Everything that waits for this moderator; ?post opens one."""
    return _queue(ReviewForm(formdata=None), request.args.get("post"))


def _queue(form: ReviewForm, chosen: str | None) -> ResponseReturnValue:
    cases = service.queue(g.actor, str(current_app.config["SECRET_KEY"]))
    opened = next((case for case in cases if case.post.id == chosen), None)
    return render_template(
        "moderation/queue.html",
        cases=cases,
        opened=opened or next(iter(cases), None),
        chosen=opened is not None,
        form=form,
        causes=words.causes(),
        severities=words.severities(),
        reasons=words.reasons(),
        recent=service.recent(),
        goals=okr.open_key_results(),
    ), form.status


@pages.get("/moderation/photos/<id:held>")
@needs(Permission.MODERATION_DECIDE, service.find_exhibit)
def photo(held: service.Exhibit) -> ResponseReturnValue:
    """A photo of a post that waits."""
    return shown(service.see(g.actor, held))


@pages.post("/moderation/<id:post>")
@needs(Permission.MODERATION_DECIDE, service.find_case)
def decide(post: service.Case) -> ResponseReturnValue:
    """Approve or reject; what is published is derived once, here."""
    form = ReviewForm()

    def act() -> None:
        with transaction():
            reason, target = form.reason.data or None, form.target.data
            service.decide(g.actor, post, form.outcome.data, reason, target)

    if not submit(form, act):
        return _queue(form, post.post.id)
    if post.post.state == State.PUBLISHED:
        rendering.derive(post.post)
    return redirect(url_for("moderation.queue", done=form.outcome.data))

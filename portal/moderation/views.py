"""The moderators' queue."""

from flask import Blueprint, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.forms import submit
from portal.core.web import page_number
from portal.moderation import claims, desk, pending, service
from portal.moderation.forms import ReviewForm, SeveralForm
from portal.voice.showing import shown

pages = Blueprint("moderation", __name__, url_prefix="/in")


@pages.get("/moderation")
@needs(Permission.MODERATION_QUEUE)
def queue() -> ResponseReturnValue:
    """What there is to judge, by tabs; ?post opens one."""
    return _queue(ReviewForm(formdata=None), request.args.get("post"))


def _queue(
    form: ReviewForm | SeveralForm, chosen: str | None, tab: str | None = None
) -> ResponseReturnValue:
    secret = str(current_app.config["SECRET_KEY"])
    place = desk.Place(tab or request.args.get("tab"), chosen, page_number())
    on_desk = desk.lay(g.actor, secret, place)
    return render_template("moderation/queue.html", desk=on_desk, form=form), form.status


@pages.get("/moderation/photos/<id:held>")
@needs(Permission.MODERATION_DECIDE, service.find_exhibit)
def photo(held: service.Exhibit) -> ResponseReturnValue:
    """A photo of a post that waits."""
    return shown(service.see(g.actor, held))


@pages.post("/moderation/<id:post>")
@needs(Permission.MODERATION_DECIDE, service.find_case)
def decide(post: service.Case) -> ResponseReturnValue:
    """Judge a post; it counts when nobody has undone it for ten seconds."""
    form = ReviewForm()
    pending.settle()

    def act() -> None:
        with transaction():
            pending.hold(g.actor, post, form.asked(post))

    if not submit(form, act):
        return _queue(form, post.post.id)
    return _on()


@pages.post("/moderation/several")
@needs(Permission.MODERATION_QUEUE)
def decide_several() -> ResponseReturnValue:
    """Judge several posts alike, all of them or none."""
    form = SeveralForm()
    pending.settle()

    def act() -> None:
        with transaction():
            pending.hold_several(g.actor, form.chosen(), form.outcome.data, form.reason.data)

    if not submit(form, act):
        return _queue(form, None, request.form.get("tab"))
    return _on()


@pages.post("/moderation/undo")
@needs(Permission.MODERATION_QUEUE)
def undo() -> ResponseReturnValue:
    """Take back what was decided a moment ago."""
    form = SeveralForm()
    pending.settle()

    def act() -> None:
        with transaction():
            pending.undo(g.actor, form.chosen())

    if not submit(form, act):
        return _queue(form, None)
    return redirect(url_for("moderation.queue", post=form.chosen()[0]))


@pages.post("/moderation/<id:post>/claim")
@needs(Permission.MODERATION_DECIDE, service.find_case)
def claim(post: service.Case) -> ResponseReturnValue:
    """Say that one reads this post, and hear who else does."""
    reader = claims.reader_of(g.actor, post.post.id)
    if reader is None:
        claims.claim(g.actor, post.post.id)
    return jsonify(v=1, reader=reader)


def _on() -> ResponseReturnValue:
    """To the next one of the same list."""
    words = {name: request.form.get(name) for name in ("tab", "next")}
    return redirect(url_for("moderation.queue", tab=words["tab"], post=words["next"] or None))

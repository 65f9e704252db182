"""What is stuck, what a manager is to decide, and one blocker with its answer."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.answers import service, words
from portal.answers.forms import DecisionForm, ReplyForm, decision_form
from portal.answers.models import KINDS
from portal.answers.service import Blocker, find_blocker
from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.errors import Invalid
from portal.core.forms import submit
from portal.core.languages import gettext as _
from portal.core.text import markdown
from portal.core.web import page_number
from portal.voice import rendering
from portal.voice import service as voice
from portal.voice import words as voice_words

pages = Blueprint("answers", __name__, url_prefix="/in")

SIZE = 20


def shown(blockers: list[Blocker]) -> dict[str, object]:
    """Everything that a list of blockers needs to be drawn."""
    posts = [one.post for one in blockers]
    decisions = service.decisions_on(post.id for post in posts)
    people = {d.account_id for found in decisions.values() for d in found}
    return {
        "bodies": rendering.bodies(posts),
        "decisions": decisions,
        "names": directory().names(people | {one.owner_id for one in blockers if one.owner_id}),
        "kinds": words.kinds(),
        "icons": words.ICONS,
        "sentence": words.sentence,
        "causes": voice_words.causes(),
        "severities": voice_words.severities(),
    }


@pages.get("/blockers")
@needs(Permission.OKR_READ)
def stuck() -> ResponseReturnValue:
    """Everything that is stuck and has no answer yet, for everybody."""
    page = page_number()
    found = service.as_blockers(
        list(voice.blockers(None, service.UNANSWERED, page=page, size=SIZE))
    )
    total = voice.count_blockers(None, service.UNANSWERED)
    return render_template(
        "answers/stuck.html",
        blockers=found,
        total=total,
        page=page,
        size=SIZE,
        **shown(found),
    )


@pages.get("/inbox")
@needs(Permission.ANSWER_INBOX)
def inbox() -> ResponseReturnValue:
    """What waits for this manager's decision, and what was decided."""
    tab = request.args.get("tab", "open")
    tab = tab if tab in service.TABS else "open"
    found = service.inbox(g.actor, tab, page=page_number(), size=SIZE)
    counts = service.count_inbox(g.actor)
    return render_template(
        "answers/inbox.html",
        blockers=found,
        opened=next(iter(found), None),
        form=None,
        tab=tab,
        counts=counts,
        page=page_number(),
        size=SIZE,
        **shown(found),
    )


@pages.get("/blockers/<post>")
@needs(Permission.OKR_READ, find_blocker)
def blocker(post: Blocker) -> ResponseReturnValue:
    """One blocker; who may decide finds the six decisions under it, ?kind opens one."""
    kind = request.args.get("kind", "")
    form = decision_form(kind, post.key_result, formdata=None) if kind in KINDS else None
    return _blocker(post, form, ReplyForm(formdata=None))


def _blocker(post: Blocker, form: DecisionForm | None, reply: ReplyForm) -> ResponseReturnValue:
    replies = service.replies_to(post.post.id)
    return render_template(
        "answers/blocker.html",
        blocker=post,
        form=form,
        reply=reply,
        replies=replies,
        repliers=directory().names({one.account_id for one in replies}),
        markdown=markdown,
        **shown([post]),
    ), max(reply.status, form.status if form else 200)


@pages.post("/blockers/<post>/decisions")
@needs(Permission.ANSWER_DECIDE, find_blocker)
def decide(post: Blocker) -> ResponseReturnValue:
    """Make one of the six decisions."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise Invalid(_("Choose one of the six decisions."))
    form = decision_form(kind, post.key_result)

    def act() -> None:
        with transaction():
            service.decide(g.actor, post, kind, form.details())

    if submit(form, act):
        return redirect(url_for("answers.blocker", post=post.post.id))
    return _blocker(post, form, ReplyForm(formdata=None))


@pages.post("/blockers/<post>/replies")
@needs(Permission.ANSWER_REPLY, find_blocker)
def reply(post: Blocker) -> ResponseReturnValue:
    """Say something that does not count as an answer."""
    form = ReplyForm()

    def act() -> None:
        with transaction():
            service.reply(g.actor, post, form.body.data)

    if submit(form, act):
        return redirect(url_for("answers.blocker", post=post.post.id))
    return _blocker(post, None, form)

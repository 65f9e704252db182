"""What a manager is to decide, and one blocker with its answer."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.answers import cards, hops, hunting, service, words
from portal.answers import inbox as inboxes
from portal.answers.forms import DecisionForm, ReplyForm, WorkForm, decision_form, work_form
from portal.answers.inbox import TABS
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
from portal.remarks import rendering as remarks
from portal.remarks.models import Place
from portal.voice import rendering
from portal.voice import service as voice
from portal.voice.life import Move
from portal.voice.stages import PUBLIC

pages = Blueprint("answers", __name__, url_prefix="/in")

SIZE = 20


@pages.get("/inbox")
@needs(Permission.ANSWER_INBOX)
def inbox() -> ResponseReturnValue:
    """What waits for this manager's decision, and what was decided."""
    tab = request.args.get("tab", "open")
    tab = tab if tab in TABS else "open"
    waiting = inboxes.inbox(g.actor, tab, page=page_number(), size=SIZE)
    found = cards.cards_of(waiting)
    counts = {name: inboxes.count_inbox(g.actor, name) for name in TABS}
    return render_template(
        "answers/inbox.html",
        cards=found,
        card=next(iter(found), None),
        form=None,
        work=work_form(formdata=None),
        told_me=hunting.words_to(g.actor),
        **(_offered(waiting[0]) if waiting else {}),
        tab=tab,
        counts=counts,
        page=page_number(),
        size=SIZE,
    )


@pages.get("/blockers/<id:post>")
@needs(Permission.OKR_READ, find_blocker)
def blocker(post: Blocker) -> ResponseReturnValue:
    """One blocker; who may decide finds the six decisions under it, ?kind opens one."""
    kind = request.args.get("kind", "")
    if hops.unseen(g.actor, post.post.id):
        with transaction():
            hops.see(g.actor, post.post)
    form = decision_form(kind, post.key_result, formdata=None) if kind in KINDS else None
    return _blocker(post, decision=form)


def _offered(post: Blocker) -> dict[str, Any]:
    """What whoever decides may do with a blocker as it stands."""
    able = service.kinds_on(post)
    return {
        "kinds": {kind: said for kind, said in words.kinds().items() if kind in able},
        "icons": words.ICONS,
        "ways": {
            kind: url_for("answers.blocker", post=post.post.id, kind=kind, _anchor="dec")
            for kind in able
        },
        "moves": service.work_on(post),
        "work_words": words.work(),
        "offered": hops.offered(g.actor, post.post.id),
        "heard": hunting.words_under(g.actor, post.post.id),
    }


def _blocker(
    post: Blocker,
    *,
    decision: DecisionForm | None = None,
    reply: ReplyForm | None = None,
    work: WorkForm | None = None,
) -> ResponseReturnValue:
    """The page, with the form that was sent and not taken, if any."""
    [card] = cards.cards_of([post])
    sent = reply or work or decision
    # What is told of the work stands with the decisions.
    replies = [one for one in service.replies_to(card.post) if not one.move]
    told = voice.replies_of_author(card.post, *PUBLIC)
    return render_template(
        "answers/blocker.html",
        blocker=post,
        card=card,
        form=decision,
        reply=reply or ReplyForm(formdata=None),
        work=work or work_form(formdata=None),
        **_offered(post),
        replies=replies,
        told=[rendering.bodies(told)[one.id] for one in told],
        repliers=directory().names({one.account_id for one in replies}),
        markdown=markdown,
        named=remarks.latest(Place.BLOCKER, card.post),
    ), sent.status if sent else 200


@pages.post("/blockers/<id:post>/decisions")
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
        return redirect(url_for("answers.blocker", post=post.post.id, saved="decision"))
    return _blocker(post, decision=form)


@pages.post("/blockers/<id:post>/hand-over")
@needs(Permission.ANSWER_DECIDE, find_blocker)
def take_over(post: Blocker) -> ResponseReturnValue:
    """Take over what was handed over, or not: then it goes back."""
    accept = request.form.get("answer") == "accept"
    with transaction():
        (hops.accept if accept else hops.refuse)(g.actor, post.post)
    if accept:
        return redirect(url_for("answers.blocker", post=post.post.id, saved="accepted"))
    return redirect(url_for("answers.inbox"))


@pages.post("/blockers/<id:post>/work")
@needs(Permission.ANSWER_DECIDE, find_blocker)
def work(post: Blocker) -> ResponseReturnValue:
    """Say that work has begun, or that it is solved; the writer alone can confirm that."""
    form, name = work_form(), request.form.get("move", "")
    if name not in service.WORK:
        raise Invalid(_("Say whether work has begun or is done."))

    def act() -> None:
        with transaction():
            service.report(g.actor, post, Move(name), form.body.data, form.cause.data)

    if submit(form, act):
        return redirect(url_for("answers.blocker", post=post.post.id, saved="work"))
    return _blocker(post, work=form)


@pages.post("/blockers/<id:post>/replies")
@needs(Permission.ANSWER_REPLY, find_blocker)
def reply(post: Blocker) -> ResponseReturnValue:
    """Say something that does not count as an answer."""
    form = ReplyForm()

    def act() -> None:
        with transaction():
            service.reply(g.actor, post, form.body.data)

    if submit(form, act):
        return redirect(url_for("answers.blocker", post=post.post.id))
    return _blocker(post, reply=form)

"""Where moderators say in their own words what hangs on the wall."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.answers import cards
from portal.answers.service import Blocker, find_blocker
from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.forms import submit
from portal.core.web import page_number
from portal.moderation import paraphrasing
from portal.moderation.forms import ParaphraseForm

pages = Blueprint("paraphrases", __name__, url_prefix="/in/moderation/paraphrases")

SIZE = 10


@pages.get("/")
@needs(Permission.MODERATION_QUEUE)
def missing() -> ResponseReturnValue:
    """What hangs nowhere yet, because nobody has said it in other words."""
    return _page(ParaphraseForm(formdata=None), None)


@pages.post("/<id:post>")
@needs(Permission.MODERATION_REWORD, find_blocker)
def say(post: Blocker) -> ResponseReturnValue:
    """Say it in other words."""
    form = ParaphraseForm()

    def act() -> None:
        with transaction():
            paraphrasing.paraphrase(g.actor, post, form.words.data)

    if submit(form, act):
        return redirect(url_for("paraphrases.missing", saved=1))
    return _page(form, post)


def _page(form: ParaphraseForm, sent: Blocker | None) -> ResponseReturnValue:
    page = page_number()
    found = list(paraphrasing.missing(page=page, size=SIZE))
    if sent is not None and sent.post.id not in {one.post.id for one in found}:
        found.insert(0, sent)
    return render_template(
        "moderation/paraphrases.html",
        cards=cards.cards_of(found),
        form=form,
        sent=sent.post.id if sent else None,
        page=page,
        more=len(found) >= SIZE,
    ), form.status

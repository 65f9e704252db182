"""What moderators watch over: reports that somebody asks who wrote it, and managers' searches."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.answers import hunting
from portal.answers.hunting import Said
from portal.core import searches
from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import submit
from portal.core.web import page_number
from portal.moderation.forms import WordForm
from portal.voice import rendering
from portal.voice import service as voice

pages = Blueprint("guard", __name__, url_prefix="/in/moderation")

SIZE = 50


@pages.get("/hunting")
@needs(Permission.HUNTING_READ)
def reports() -> ResponseReturnValue:
    """The open reports, a page of them."""
    return _reports({})


def _reports(sent: dict[str, WordForm]) -> ResponseReturnValue:
    """The page, with the form that was sent about a sentence and not taken, if any."""
    found = hunting.reported(page=page_number())
    posts = voice.find_posts(one.post_id for one in found)
    return render_template(
        "moderation/hunting.html",
        reported=found,
        bodies=rendering.bodies(posts.values()),
        names=directory().names({one.account_id for one in found}),
        forms={one.id: _form(one.id, sent) for one in found},
        page=page_number(),
        size=hunting.SIZE,
    ), max((form.status for form in sent.values()), default=200)


def _form(said_id: str, sent: dict[str, WordForm]) -> WordForm:
    """One of many on a page: what was typed under this sentence, or an empty one."""
    form = sent.get(said_id) or WordForm(formdata=None)
    form.words.id = f"words-{said_id}"
    return form


@pages.post("/hunting/<id:said>")
@needs(Permission.HUNTING_SETTLE, hunting.find_reported)
def settle(said: Said) -> ResponseReturnValue:
    """Settle a report with a word that its manager reads."""
    form = WordForm()

    def act() -> None:
        with transaction():
            hunting.settle(g.actor, said, form.words.data)

    if submit(form, act):
        return redirect(url_for("guard.reports", done=1))
    return _reports({said.id: form})


@pages.get("/searches")
@needs(Permission.SEARCHES_READ)
def searched() -> ResponseReturnValue:
    """What managers looked for among what was said."""
    found = searches.rows(page=page_number(), size=SIZE)
    return render_template(
        "moderation/searches.html",
        rows=found,
        names=directory().names({one.account_id for one in found}),
        page=page_number(),
        size=SIZE,
    )

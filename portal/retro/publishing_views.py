"""Hanging what came out of a session on the board, in one step, and taking it back."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.forms import Form, plain_text, stripped, submit
from portal.remarks.guarding import asks_nobody
from portal.retro import publishing, service
from portal.retro.models import Session
from portal.retro.publishing import Draft, Words

pages = Blueprint("publishing", __name__, url_prefix="/in/retros")

SAID, DONE = 120, 500


def form_of(drafts: Sequence[Draft]) -> Form:
    """Of each topic whether it hangs there and in which words; all are ticked at first."""
    fresh = not any(draft.hangs for draft in drafts)
    known: dict[str, object] = {}
    fields = type("PublishForm", (Form,), {})
    for draft in drafts:
        id_ = draft.topic.id
        setattr(fields, f"hang_{id_}", BooleanField(draft.topic.title))
        setattr(fields, f"said_{id_}", StringField(_l("You said"), _most(SAID), [stripped]))
        setattr(fields, f"done_{id_}", TextAreaField(_l("We decided"), _most(DONE), [stripped]))
        known |= {
            f"hang_{id_}": fresh or draft.hangs,
            f"said_{id_}": draft.words.said[:SAID],
            f"done_{id_}": draft.words.done[:DONE],
        }
    found: Form = fields(data=known)
    return found


def _most(longest: int) -> list[object]:
    return [Length(max=longest, message=_l("At most %(max)d characters.")), plain_text, asks_nobody]


def chosen_in(form: Form, drafts: Sequence[Draft]) -> Mapping[str, Words]:
    """The words of the topics that are ticked."""
    ids = [draft.topic.id for draft in drafts]
    return {
        id_: Words(form[f"said_{id_}"].data, form[f"done_{id_}"].data)
        for id_ in ids
        if form[f"hang_{id_}"].data
    }


@pages.route("/<id:retro>/board", methods=["GET", "POST"])
@needs(Permission.RETRO_RUN, service.find_session)
def publish(retro: Session) -> ResponseReturnValue:
    """Choose what of a session hangs on the board, in words that can be changed first."""
    drafts, id_ = publishing.drafts(retro), retro.id
    form = form_of(drafts)

    def act() -> None:
        with transaction():
            publishing.publish(g.actor, retro, chosen_in(form, drafts))

    if submit(form, act):
        return redirect(url_for("retro.session", retro=id_, saved="board"))
    # A refusal ends the transaction, and what was read before is read again.
    session = service.find_session(id_)
    page = {"session": session, "drafts": publishing.drafts(session), "form": form}
    return render_template("retro/publish.html", **page), form.status

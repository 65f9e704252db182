"""Deciding on a blocker without leaving the session that talks about it."""

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.answers.forms import decision_form
from portal.answers.models import KINDS
from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.errors import Invalid
from portal.core.forms import submit
from portal.core.languages import gettext as _
from portal.retro import deciding, service
from portal.retro.deciding import Asked
from portal.retro.views import show

pages = Blueprint("deciding", __name__, url_prefix="/in/topics")


@pages.post("/<about>/decisions")
@needs(Permission.ANSWER_DECIDE, deciding.find)
def decide(about: Asked) -> ResponseReturnValue:
    """Make one of the six decisions on a blocker of a topic, and on others of it alike."""
    kind, topic = request.form.get("kind", ""), about.topic
    if kind not in KINDS:
        raise Invalid(_("Choose one of the six decisions."))
    form = decision_form(kind, about.blocker.key_result)
    retro, id_, where = topic.session_id, topic.id, f"decision-{about.blocker.post.id}"

    def act() -> None:
        also = [deciding.find(f"{topic.id}.{id_}") for id_ in request.form.getlist("also")]
        with transaction():
            deciding.decide(g.actor, about, kind, form.details(), also)

    if submit(form, act):
        return redirect(url_for("retro.session", retro=retro, topic=id_, _anchor=f"topic-{id_}"))
    return show(service.find_session(retro), form, where, id_)

"""The board of the grouping: moving cards, making topics of them, judging suggestions, undoing."""

from collections.abc import Callable

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.forms import Form, options, submit
from portal.core.languages import gettext as _
from portal.retro import board, service
from portal.retro.forms import MoveForm, SplitForm, UndoForm
from portal.retro.models import Judged, Session, Topic
from portal.retro.views import show

pages = Blueprint("grouping", __name__, url_prefix="/in")
# Where cards may be put, beside under topics.
LOOSE = "loose"


def _done(form: Form, retro: Session, act: Callable[[], object]) -> ResponseReturnValue:
    """Do it and show the board, or show it with what was chosen and typed."""
    retro_id = retro.id

    def write() -> None:
        with transaction():
            act()

    if submit(form, write):
        return redirect(url_for("retro.session", retro=retro_id, _anchor="board"))
    return show(service.find_session(retro_id), form, "board")


@pages.post("/retros/<id:retro>/moves")
@needs(Permission.RETRO_RUN, service.find_session)
def move(retro: Session) -> ResponseReturnValue:
    """Put cards under another topic."""
    form = MoveForm()
    topics = [one for one in retro.topics if one.judged != Judged.LOOSE]
    form.into.choices = options((LOOSE, _("Not grouped")), *((one.id, one.title) for one in topics))

    def act() -> None:
        ids, into = form.card.data or [], form.into.data
        if into == LOOSE:
            board.let_go(retro, ids)
        else:
            board.move(retro, ids, service.find_topic(into))

    return _done(form, retro, act)


@pages.post("/retros/<id:retro>/topics")
@needs(Permission.RETRO_RUN, service.find_session)
def split(retro: Session) -> ResponseReturnValue:
    """Make a topic of cards."""
    form = SplitForm()
    return _done(form, retro, lambda: board.split(retro, form.card.data or [], form.title.data))


@pages.post("/retros/<id:retro>/undo")
@needs(Permission.RETRO_RUN, service.find_session)
def undo(retro: Session) -> ResponseReturnValue:
    """Take the last step back."""
    form = UndoForm()
    return _done(form, retro, lambda: board.undo(retro, form.number.data))


@pages.post("/topics/<id:topic>/accept")
@needs(Permission.RETRO_RUN, service.find_topic)
def accept(topic: Topic) -> ResponseReturnValue:
    """Let a suggestion be a topic."""
    return _done(Form(), topic.session, lambda: board.accept(topic))


@pages.post("/topics/<id:topic>/reject")
@needs(Permission.RETRO_RUN, service.find_topic)
def reject(topic: Topic) -> ResponseReturnValue:
    """Let the cards of a suggestion lie by themselves."""
    return _done(Form(), topic.session, lambda: board.reject(topic))

"""Leading a session: its phases and its clock, the question, who leads, and what is agreed on."""

from collections.abc import Callable

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import Form, options, submit
from portal.retro import (
    actions,
    collecting,
    leading,
    own_time,
    phases,
    polls,
    service,
    ties,
    words,
)
from portal.retro.collecting import HeldCard
from portal.retro.forms import (
    ActionForm,
    CardForm,
    DayForm,
    HandForm,
    JudgeForm,
    PhaseForm,
    TimeForm,
)
from portal.retro.models import Session
from portal.retro.views import show

pages = Blueprint("leading", __name__, url_prefix="/in/retros")


def _done(form: Form, retro: Session, where: str, act: Callable[[], object]) -> ResponseReturnValue:
    """Do it in one transaction and show the session, or show it with the form that came back."""

    def write() -> None:
        with transaction():
            act()

    return _answered(form, retro, where, write)


def _answered(
    form: Form, retro: Session, where: str, act: Callable[[], object]
) -> ResponseReturnValue:
    if submit(form, act):
        return redirect(url_for("retro.session", retro=retro.id))
    return show(retro, form, where)


@pages.post("/<id:retro>/phase")
@needs(Permission.RETRO_RUN, service.find_session)
def phase(retro: Session) -> ResponseReturnValue:
    """Go to another phase; `early` ends it and parks what is left."""
    form = PhaseForm()

    def act() -> None:
        leading.go_to(g.actor, retro, form.phase.data, early=form.early.data)

    return _answered(form, retro, "phase", act)


@pages.post("/<id:retro>/cards")
@needs(Permission.RETRO_RUN, service.find_session)
def card(retro: Session) -> ResponseReturnValue:
    """Write a card for somebody in the room."""
    form = CardForm()
    form.column.choices = options(*words.columns(retro).items())

    def act() -> None:
        collecting.write_for_room(g.actor, retro, form.column.data, form.body.data)

    return _done(form, retro, "card", act)


@pages.post("/cards/<id:card>")
@needs(Permission.CARD_JUDGE, collecting.find)
def judge(card: HeldCard) -> ResponseReturnValue:
    """Let the room read a card that was held back, or withdraw one with a reason."""
    form = JudgeForm()

    def act() -> None:
        if form.reason.data:
            collecting.withdraw(g.actor, card.card, form.reason.data)
        else:
            collecting.show(g.actor, card.card)

    return _done(form, card.session, "card", act)


@pages.post("/<id:retro>/time")
@needs(Permission.RETRO_RUN, service.find_session)
def time(retro: Session) -> ResponseReturnValue:
    """Give the phase more time."""
    form = TimeForm()
    return _done(form, retro, "time", lambda: phases.extend(g.actor, retro, form.minutes.data))


@pages.post("/<id:retro>/day")
@needs(Permission.RETRO_RUN, service.find_session)
def day(retro: Session) -> ResponseReturnValue:
    """Give people another last day for what they do in their own time."""
    form = DayForm()
    return _done(form, retro, "time", lambda: own_time.put_off(g.actor, retro, form.day.data))


@pages.post("/<id:retro>/polls")
@needs(Permission.RETRO_RUN, service.find_session)
def count(retro: Session) -> ResponseReturnValue:
    """End what is asked and count the answers."""
    return _answered(Form(), retro, "phase", lambda: polls.count(retro))


@pages.post("/<id:retro>/question")
@needs(Permission.RETRO_RUN, service.find_session)
def question(retro: Session) -> ResponseReturnValue:
    """Ask another question."""
    asked = len(words.questions())
    return _done(Form(), retro, "phase", lambda: phases.ask_another(retro, asked))


@pages.post("/<id:retro>/facilitator")
@needs(Permission.RETRO_RUN, service.find_session)
def facilitator(retro: Session) -> ResponseReturnValue:
    """Let somebody else lead it from here on."""
    form = HandForm()
    form.to.choices = options(*((one.id, one.name) for one in directory().managers()))
    return _done(form, retro, "hand", lambda: phases.hand_over(g.actor, retro, form.to.data))


@pages.post("/<id:retro>/actions")
@needs(Permission.RETRO_RUN, service.find_session)
def action(retro: Session) -> ResponseReturnValue:
    """Agree on an action that belongs to no topic."""
    form = ActionForm()
    form.owner.choices = options(*((one.id, one.name) for one in directory().people()))
    form.about.choices = options(*ties.choices(retro).items())

    def act() -> None:
        said = (form.owner.data, form.what.data, form.due.data, form.how.data)
        tie = ties.read(retro, None, form.about.data)
        actions.tie(actions.add(retro, *said), tie)

    return _done(form, retro, "action", act)

"""The room's QR on a page of its own, large enough for a wall."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock, paper
from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.forms import Form, submit
from portal.retro import collecting, seating, service
from portal.retro.forms import RoomForm
from portal.retro.models import Session

pages = Blueprint("seating", __name__, url_prefix="/in/retros")
USUAL = {"seats": 20, "minutes": 15}


@pages.get("/<id:retro>/room")
@needs(Permission.RETRO_RUN, service.find_session)
def room(retro: Session) -> ResponseReturnValue:
    """The QR, how many sit, and for how long it lets in."""
    return _page(retro, RoomForm(formdata=None, data=USUAL))


@pages.post("/<id:retro>/room")
@needs(Permission.RETRO_RUN, service.find_session)
def open_room(retro: Session) -> ResponseReturnValue:
    """Let people in by a QR for some minutes."""
    form = RoomForm()

    def act() -> None:
        with transaction():
            seating.open_room(g.actor, retro, form.seats.data, form.minutes.data)

    return redirect(_here(retro)) if submit(form, act) else _page(retro, form)


@pages.post("/<id:retro>/room/close")
@needs(Permission.RETRO_RUN, service.find_session)
def close_room(retro: Session) -> ResponseReturnValue:
    """Let nobody in any more."""

    def act() -> None:
        with transaction():
            seating.close_room(g.actor, retro)

    submit(Form(), act)
    return redirect(_here(retro))


def _here(retro: Session) -> str:
    return url_for("seating.room", retro=retro.id)


def _page(retro: Session, form: RoomForm) -> ResponseReturnValue:
    address, until = seating.address(retro), retro.seats_until
    left = until - clock.utc() if address and until else None
    return render_template(
        "retro/qr.html",
        session=retro,
        form=form,
        picture=paper.qr(address) if address else None,
        minutes=-(-left.seconds // 60) if left else 0,
        crowd=collecting.crowd(retro),
    ), form.status

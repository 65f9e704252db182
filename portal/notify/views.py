"""Choosing what one is told, with or without signing in; and the admin's view of the outbox."""

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import outbox
from portal.core.access import Permission, needs, open_to_all
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import submit
from portal.core.outbox import Message
from portal.core.web import page_number
from portal.notify import choices, letters, rooms, words
from portal.notify.forms import ChoicesForm, RoomForm, SignedForm
from portal.notify.models import ChatRoom
from portal.people import service as people
from portal.people.forms import Confirm
from portal.people.models import Account

pages = Blueprint("notify", __name__, url_prefix="/in")
# Their authority is the signed word in the address: a mail program sends nothing else.
signed = Blueprint("signed", __name__, url_prefix="/in/notify")
pages.app_template_global("kind_name")(words.kind_name)
pages.app_template_global("service_name")(words.service_name)
pages.app_template_global("state_name")(words.state_name)


def _choose(form: ChoicesForm, account: Account) -> ResponseReturnValue:
    form.name_them()
    saved = form.validate_on_submit()
    if saved:
        with transaction():
            choices.choose(account.id, form.subjects.data)
    page = render_template("notify/choices.html", form=form, account=account, saved=saved)
    return page, form.status


@pages.route("/account/mail", methods=["GET", "POST"])
@needs(Permission.ACCOUNT_OWN)
def own() -> ResponseReturnValue:
    """One's own choices."""
    account = people.find_account(g.actor.id)
    return _choose(ChoicesForm(data={"subjects": choices.wanted(account.id)}), account)


@signed.route("/<token>", methods=["GET", "POST"])
@open_to_all
def leave(token: str) -> ResponseReturnValue:
    """The choices of whoever this link was made for; one click of a mail program ends all mail."""
    account = choices.holder_of(token)
    if request.form.get("List-Unsubscribe") == "One-Click":
        with transaction():
            choices.choose(account.id, ())
        return Response(status=204)
    return _choose(SignedForm(data={"subjects": choices.wanted(account.id)}), account)


@pages.get("/admin/outbox")
@needs(Permission.NOTIFY_ADMIN)
def outbox_page() -> ResponseReturnValue:
    """What was told, is to be told, or could not be."""
    page = page_number()
    messages = outbox.listed(page)
    names = directory().names({one.recipient for one in messages if one.recipient})
    names = {**names, **{room.id: room.name for room in rooms.all_rooms()}}
    return render_template(
        "notify/outbox.html", messages=messages, names=names, page=page, size=outbox.PAGE
    )


@pages.get("/admin/outbox/<id:message>")
@needs(Permission.NOTIFY_ADMIN, outbox.find)
def message(message: Message) -> ResponseReturnValue:
    """One message as it was, or will be, sent."""
    name, letter = _shown(message)
    return render_template("notify/message.html", message=message, letter=letter, name=name)


def _shown(message: Message) -> tuple[str, letters.Letter]:
    recipient = message.recipient or ""
    if message.channel == "chat":
        return rooms.find(recipient).name, letters.to_a_room(message.facts)
    account = people.find_account(recipient)
    return account.name, letters.looked_at(message, account)


@pages.route("/admin/rooms", methods=["GET", "POST"])
@needs(Permission.NOTIFY_ADMIN)
def chat_rooms() -> ResponseReturnValue:
    """The chat rooms that are told, with as much of their addresses as may be seen again."""
    form = RoomForm()

    def act() -> None:
        with transaction():
            rooms.add(g.actor, form.name.data, form.address.data, form.secret.data)

    if submit(form, act):
        return redirect(url_for("notify.chat_rooms"))
    page = render_template(
        "notify/rooms.html", form=form, rooms=rooms.all_rooms(), confirm=Confirm(formdata=None)
    )
    return page, form.status


@pages.post("/admin/rooms/<id:room>/remove")
@needs(Permission.NOTIFY_ADMIN, rooms.find)
def remove_room(room: ChatRoom) -> ResponseReturnValue:
    """Tell this room nothing more."""
    if Confirm().validate_on_submit():
        with transaction():
            rooms.remove(g.actor, room)
    return redirect(url_for("notify.chat_rooms"))

"""The second step: asked for after the password, set up and turned off on the account page."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import paper
from portal.core.access import Permission, needs, open_to_all
from portal.core.db import transaction
from portal.core.forms import submit
from portal.people import second_step, service
from portal.people.actors import held
from portal.people.actors import sign_in as begin_session
from portal.people.forms import CodeForm, Confirm
from portal.people.models import Account
from portal.people.views import let_through

pages = Blueprint("second_step", __name__, url_prefix="/in")


@pages.route("/second-step", methods=["GET", "POST"])
@open_to_all
def ask() -> ResponseReturnValue:
    """The code, after the password was right."""
    form = CodeForm()
    account, own_device = held()

    def act() -> None:
        with transaction():
            second_step.check(account, form.code.data, request.remote_addr or "")

    if submit(form, act):
        return let_through(account, own_device=own_device)
    return render_template("people/second_step_ask.html", form=form), form.status


@pages.get("/account/second-step")
@needs(Permission.ACCOUNT_OWN)
def own() -> ResponseReturnValue:
    """One's own second step: off, waiting for its first code, or on."""
    return _own(CodeForm(formdata=None))


def _own(form: CodeForm) -> ResponseReturnValue:
    account = service.find_account(g.actor.id)
    secret = second_step.secret_of(account.id)
    address = second_step.address_of(secret, account.identifier) if secret else ""
    return render_template(
        "people/second_step.html",
        form=form,
        confirm=Confirm(formdata=None),
        on=second_step.is_on(account.id),
        left=second_step.left(account.id),
        secret=secret,
        picture=paper.qr(address) if secret else None,
        lacking=second_step.is_lacking(account.id, account.role),
        needed=second_step.is_needed(account.role),
    ), form.status


@pages.post("/account/second-step/begin")
@needs(Permission.ACCOUNT_OWN)
def begin() -> ResponseReturnValue:
    """Make a secret to be scanned."""
    if Confirm().validate_on_submit():
        with transaction():
            second_step.begin(service.find_account(g.actor.id))
    return redirect(url_for("second_step.own"))


@pages.post("/account/second-step")
@needs(Permission.ACCOUNT_OWN)
def confirm() -> ResponseReturnValue:
    """Turn it on by its first code; the ten codes are shown only now."""
    form, made = CodeForm(), []

    def act() -> None:
        with transaction():
            account = service.find_account(g.actor.id)
            made.extend(second_step.confirm(g.actor, account, form.code.data))

    if not submit(form, act):
        return _own(form)
    begin_session(service.find_account(g.actor.id), own_device=g.own_device)
    return render_template("people/second_step_codes.html", codes=made)


@pages.post("/account/second-step/off")
@needs(Permission.ACCOUNT_OWN)
def off() -> ResponseReturnValue:
    """Turn it off by a code, so that an unlocked screen is not enough."""
    form = CodeForm()

    def act() -> None:
        with transaction():
            account = service.find_account(g.actor.id)
            second_step.give_up(g.actor, account, form.code.data, request.remote_addr or "")

    if submit(form, act):
        return redirect(url_for("second_step.own"))
    return _own(form)


@pages.post("/people/<id:account>/second-step")
@needs(Permission.PEOPLE_ADMIN, service.find_account)
def take_away(account: Account) -> ResponseReturnValue:
    """For somebody who lost telephone and paper: the password alone lets in again."""
    if Confirm().validate_on_submit():
        with transaction():
            second_step.turn_off(g.actor, account)
    return redirect(url_for("admin.person", account=account.id))

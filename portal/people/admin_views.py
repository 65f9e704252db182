"""The admin's page for people: invite, import, roles, closing accounts, one-time links."""

from datetime import UTC

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.access import Permission, Role, needs
from portal.core.db import transaction
from portal.core.errors import Invalid
from portal.core.forms import submit
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.core.web import page_number
from portal.moderation import fitness
from portal.people import admission, erasing, links, recovery, second_step, service
from portal.people.forms import Confirm, InviteForm, RoleForm
from portal.people.models import Account

pages = Blueprint("admin", __name__, url_prefix="/in/people")


def address_of(secret: str) -> str:
    """The whole address of a one-time link, to be handed to the person."""
    return f"{settings().url}{url_for('people.link', secret=secret)}"


@pages.route("/", methods=["GET", "POST"])
@needs(Permission.PEOPLE_ADMIN)
def people() -> ResponseReturnValue:
    """Everybody, a page at a time; POST invites one more."""
    form, made = InviteForm(), []

    def act() -> None:
        with transaction():
            made.append(_invite(form))

    if submit(form, act):
        account, secret = made[0]
        admission.admit(account)
        return _handed(account, secret)
    return _list(form)


def _invite(form: InviteForm) -> tuple[Account, str]:
    team, site = service.team_named(form.team.data), service.site_named(form.site.data)
    account = Account(
        identifier=form.identifier.data.casefold(),
        name=form.name.data,
        email=form.email.data or None,
        role=form.role.data,
        team_id=team.id if team else None,
        site_id=site.id if site else None,
    )
    service.invite(g.actor, account)
    return account, links.make_link(account, links.INVITATION)


def _list(form: InviteForm) -> ResponseReturnValue:
    page = page_number()
    return render_template(
        "admin/people.html",
        form=form,
        accounts=service.all_accounts(page),
        total=service.count_accounts(),
        page=page,
        size=service.PAGE,
        moderators=service.count_active(Role.MODERATOR),
        lacks_moderator=fitness.lacks_moderator(),
        lacks_second=fitness.lacks_second(),
    ), form.status


def _handed(account: Account, secret: str) -> ResponseReturnValue:
    until = clock.local(links.find_link(secret).expires.replace(tzinfo=UTC)).date()
    address = address_of(secret)
    return render_template(
        "admin/link.html",
        account=account,
        address=address,
        until=until,
        confirm=Confirm(formdata=None),
        by_mail=recovery.can_mail(account),
    )


@pages.get("/<id:account>")
@needs(Permission.PEOPLE_ADMIN, service.find_account)
def person(account: Account) -> ResponseReturnValue:
    """One person: role, link, closing."""
    return _person(account, RoleForm(data={"role": account.role}, formdata=None))


def _person(
    account: Account, form: RoleForm, confirm: Confirm | None = None
) -> ResponseReturnValue:
    confirm = confirm or Confirm(formdata=None)
    page = render_template(
        "admin/person.html",
        account=account,
        form=form,
        confirm=confirm,
        by_mail=recovery.can_mail(account),
        second_step=second_step.is_on(account.id),
    )
    return page, max(form.status, confirm.status)


@pages.post("/<id:account>/role")
@needs(Permission.PEOPLE_ADMIN, service.find_account)
def role(account: Account) -> ResponseReturnValue:
    """Give somebody another role; they sign in again."""
    form = RoleForm()

    def act() -> None:
        with transaction():
            service.set_role(g.actor, account, Role(form.role.data))

    if submit(form, act):
        return redirect(url_for("admin.person", account=account.id))
    return _person(account, form)


@pages.post("/<id:account>/active")
@needs(Permission.PEOPLE_ADMIN, service.find_account)
def active(account: Account) -> ResponseReturnValue:
    """Close an account, or open it again."""
    confirm, closing = Confirm(), account.active

    def act() -> None:
        with transaction():
            (service.deactivate if closing else service.activate)(g.actor, account)
        admission.settle(account)

    if submit(confirm, act):
        return redirect(url_for("admin.person", account=account.id))
    return _person(account, RoleForm(data={"role": account.role}, formdata=None), confirm)


@pages.post("/<id:account>/link")
@needs(Permission.PEOPLE_ADMIN, service.find_account)
def link(account: Account) -> ResponseReturnValue:
    """A link that lets this person in once, for 24 hours."""
    if not account.active:
        raise Invalid(_("This account is closed. Open it first."))
    with transaction():
        secret = links.make_reset(g.actor, account)
    return _handed(account, secret)


@pages.post("/<id:account>/mail")
@needs(Permission.PEOPLE_ADMIN, service.find_account)
def mail(account: Account) -> ResponseReturnValue:
    """The same link by mail: nobody hands anything over."""
    confirm = Confirm()

    def act() -> None:
        with transaction():
            recovery.send_link(g.actor, account)

    if submit(confirm, act):
        return redirect(url_for("admin.person", account=account.id, saved="mail"))
    return _person(account, RoleForm(data={"role": account.role}, formdata=None), confirm)


@pages.route("/<id:account>/erase", methods=["GET", "POST"])
@needs(Permission.PEOPLE_ADMIN, service.find_account)
def erase(account: Account) -> ResponseReturnValue:
    """The second step before a person is erased: what goes, and what stays under the role."""
    confirm = Confirm()

    def act() -> None:
        with transaction():
            erasing.erase(account, g.actor)
        admission.settle(account)

    if submit(confirm, act):
        return redirect(url_for("admin.people"))
    traces = erasing.traces_of(account)
    page = render_template("admin/erase.html", account=account, confirm=confirm, traces=traces)
    return page, confirm.status

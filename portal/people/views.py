"""Signing in and out, one-time links, and one's own account."""

from flask import (
    Blueprint,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from portal.core import audit
from portal.core.access import Permission, needs, open_to_all
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.core.forms import submit
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.core.web import page_number
from portal.people import calendars, feeds, issuance, links, recovery, second_step, service
from portal.people.actors import hold
from portal.people.actors import sign_in as begin_session
from portal.people.actors import sign_out as end_session
from portal.people.forms import (
    AwayForm,
    CandlesForm,
    Confirm,
    DeviceForm,
    ForgotForm,
    LanguageForm,
    PasswordForm,
    SignInForm,
)
from portal.people.known import is_known, remember
from portal.people.models import Account
from portal.people.signing_in import let_in
from portal.voice.keys import open_key

pages = Blueprint("people", __name__, url_prefix="/in")

CAST = ("alice", "bob", "charlie", "mona", "ada")


def _next() -> str:
    wanted = request.args.get("next", "")
    ours = wanted.startswith("/in/") and wanted.isprintable() and "\\" not in wanted
    return wanted if ours else url_for("front.home")


@pages.route("/login", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """The sign-in page; it asks whose device this is."""
    form, found = SignInForm(), []

    def act() -> None:
        name = form.identifier.data
        address = request.remote_addr or ""
        found.append(let_in(name, form.password.data, address, known=is_known(name)))

    if submit(form, act):
        return _enter(found[0], own_device=form.own_device.data == "yes")
    cast = service.cast(CAST) if settings().demo else []
    return render_template("people/sign_in.html", form=form, cast=cast), form.status


def _enter(account: Account, *, own_device: bool) -> ResponseReturnValue:
    if second_step.is_on(account.id):
        hold(account, own_device=own_device)
        return redirect(url_for("second_step.ask", next=_next()))
    return let_through(account, own_device=own_device)


def let_through(account: Account, *, own_device: bool) -> ResponseReturnValue:
    """Begin the session of somebody who has shown enough, and go where they wanted to."""
    begin_session(account, own_device=own_device)
    return remember(make_response(redirect(_next())), account.identifier, own_device=own_device)


@pages.route("/forgot", methods=["GET", "POST"])
@open_to_all
def forgot() -> ResponseReturnValue:
    """Ask for a link by mail; the answer is the same whether there is such a person or not."""
    if not settings().mails:
        raise Missing(_("No mail is sent from here. Your admin can give you a link."))
    form = ForgotForm()

    def act() -> None:
        with transaction():
            recovery.ask(form.identifier.data, request.remote_addr or "")

    asked = submit(form, act)
    return render_template("people/forgot.html", form=form, asked=asked), form.status


@pages.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """End this session; on a shared device the browser forgets its wallet too."""
    shared = not session.get("own_device", False)
    end_session()
    response = make_response(redirect(url_for("public.landing")))
    if shared:
        response.headers["Clear-Site-Data"] = '"storage"'
    return response


@pages.route("/link/<secret>", methods=["GET", "POST"])
@open_to_all
def link(secret: str) -> ResponseReturnValue:
    """The one-time link: choose a password, and be in."""
    form, used = DeviceForm(), []
    owner = service.find_account(links.find_link(secret).account_id)

    def act() -> None:
        with transaction():
            account = links.use_link(secret)
            service.set_password(account, form.new.data)
            used.append(account)

    if submit(form, act):
        return _enter(used[0], own_device=form.own_device.data == "yes")
    return render_template("people/link.html", form=form, account=owner), form.status


@pages.get("/account")
@needs(Permission.ACCOUNT_OWN)
def account() -> ResponseReturnValue:
    """One's own page: language, password, devices, and what one changed."""
    return _account(PasswordForm())


def _account(
    password: PasswordForm, away: AwayForm | None = None, feed: str = ""
) -> ResponseReturnValue:
    page = page_number()
    own = service.find_account(g.actor.id)
    away = away or AwayForm(data={"until": own.away_until}, formdata=None)
    language = LanguageForm(data={"locale": g.locale or settings().locale}, formdata=None)
    return render_template(
        "people/account.html",
        account=own,
        password=password,
        language=language,
        candles_form=CandlesForm(data={"candles": own.candles or ""}, formdata=None),
        away=away,
        confirm=Confirm(formdata=None),
        again=issuance.again(own.id, open_key()) if g.own_device else None,
        rows=audit.rows_about(own.id, page=page),
        second_step=second_step.is_on(own.id),
        has_feed=feeds.is_on(own.id),
        feed=feed,
        page=page,
    ), max(password.status, away.status)


@pages.post("/account/away")
@needs(Permission.ACCOUNT_OWN)
def away() -> ResponseReturnValue:
    """Be away until a day, or back: until then nothing waits for this person alone."""
    form = AwayForm()

    def act() -> None:
        with transaction():
            own = service.find_account(g.actor.id)
            calendars.set_away(g.actor, own, form.until.data)

    if submit(form, act):
        return redirect(url_for("people.account", saved="away"))
    return _account(PasswordForm(formdata=None), form)


@pages.post("/account/calendar")
@needs(Permission.ACCOUNT_OWN)
def calendar() -> ResponseReturnValue:
    """Make a new address for one's calendar, shown this once; or close it."""
    form, made = Confirm(), []

    def act() -> None:
        with transaction():
            own = service.find_account(g.actor.id)
            if request.form.get("go") == "end":
                feeds.end(g.actor, own)
            else:
                made.append(feeds.renew(g.actor, own))

    if submit(form, act) and not made:
        return redirect(url_for("people.account", saved="calendar"))
    address = url_for("feeds.calendar", feed=made[0]) if made else ""
    return _account(PasswordForm(formdata=None), feed=f"{settings().url}{address}" if made else "")


@pages.post("/account/language")
@needs(Permission.ACCOUNT_OWN)
def language() -> ResponseReturnValue:
    """Remember the language of this person."""
    form = LanguageForm()
    if form.validate_on_submit():
        with transaction():
            service.set_locale(service.find_account(g.actor.id), form.locale.data)
    return redirect(url_for("people.account"))


@pages.post("/account/candles")
@needs(Permission.ACCOUNT_OWN)
def candles() -> ResponseReturnValue:
    """Remember which colour of a candle is better for this person."""
    form = CandlesForm()
    if form.validate_on_submit():
        with transaction():
            service.find_account(g.actor.id).candles = form.candles.data or None
    return redirect(url_for("people.account"))


@pages.post("/account/password")
@needs(Permission.ACCOUNT_OWN)
def password() -> ResponseReturnValue:
    """Change the password; every other session ends."""
    form = PasswordForm()

    def act() -> None:
        with transaction():
            own = service.find_account(g.actor.id)
            service.change_password(g.actor, own, form.old.data, form.new.data)

    if submit(form, act):
        begin_session(service.find_account(g.actor.id), own_device=g.own_device)
        return redirect(url_for("people.account", saved="password"))
    return _account(form)


@pages.post("/account/sign-out-everywhere")
@needs(Permission.ACCOUNT_OWN)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of this person, this one too."""
    with transaction():
        service.sign_out_everywhere(g.actor, service.find_account(g.actor.id))
    return sign_out()

"""Who is asking: the actor of a request under /in, from its session, anew at every request."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import bindparam, select

from portal.core import clock
from portal.core.access import Actor, Role
from portal.core.db import among, batched, db
from portal.core.errors import Gone
from portal.core.languages import gettext as _
from portal.core.memory import kept
from portal.core.zones import inside
from portal.people import second_step
from portal.people.models import Account
from portal.people.organisation import Organisation, under
from portal.people.words import action_name, role_name

# Seconds between the password and the code.
PATIENCE = 600
# Where somebody may go who has yet to set up a second step.
BEFORE = {"second_step.own", "second_step.begin", "second_step.confirm", "people.sign_out"}


@dataclass(frozen=True)
class Known:
    """An account that may be in: who it is, the language it reads, and the age of its sessions."""

    actor: Actor
    locale: str | None
    candles: str | None
    epoch: int
    # It must set up a second step before it goes anywhere.
    lacking: bool


def actor_of(account: Account) -> Actor:
    """What the rest of the product knows of this account."""
    return _actor(account.id, account.name, Role(account.role), account.team_id)


def _actor(id_: str, name: str, role: Role, team_id: str | None) -> Actor:
    teams = under(team_id) if role is Role.MANAGER else frozenset()
    return Actor(id_, name, role, team_id, teams)


def sign_in(account: Account, *, own_device: bool) -> None:
    """Begin a session; on an own device it outlives the browser."""
    session.clear()
    session.permanent = own_device
    session["account"] = account.id
    session["epoch"] = account.session_epoch
    session["own_device"] = own_device


def hold(account: Account, *, own_device: bool) -> None:
    """Remember, for a few minutes, whose password was right; nobody is signed in by that."""
    session.clear()
    session["held"] = word_for(account, own_device=own_device)


def word_for(account: Account, *, own_device: bool) -> str:
    """Our own word, for a few minutes, that the password of this account was given."""
    shown = {"account": account.id, "epoch": account.session_epoch, "own": own_device}
    return str(_timed().dumps(shown))


def held() -> tuple[Account, bool]:
    """Whose password was right a few minutes ago, and whether the device is their own.

    Raises Gone.
    """
    try:
        found = _timed().loads(session.get("held", ""), max_age=PATIENCE)
    except BadSignature:
        raise Gone(_("That took too long. Sign in again.")) from None
    account = db.session.get_one(Account, found["account"])
    if not account.active or account.session_epoch != found["epoch"]:
        raise Gone(_("That took too long. Sign in again."))
    return account, bool(found["own"])


def _timed() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(cast(str, current_app.config["SECRET_KEY"]), salt="portal/held/1")


def sign_out() -> None:
    """End this session."""
    session.clear()


def _recognise() -> ResponseReturnValue | None:
    g.actor = g.locale = g.candles = None
    if not inside(request.path) or "account" not in session:
        return None
    id_ = session["account"]
    known = kept(("account", id_), lambda: _known(id_))
    # Password, role or activity changed since: this session is over, at this very request.
    if known is None or known.epoch != session.get("epoch"):
        session.clear()
        return None
    # The cookie is signed anew once a day: its life slides on, and a page's tag stays good.
    if session.get("day") != (today := clock.today().isoformat()):
        session["day"] = today
    g.actor, g.own_device = known.actor, session["own_device"]
    g.locale, g.candles = known.locale, known.candles
    if known.lacking and request.endpoint not in BEFORE:
        return redirect(url_for("second_step.own"))
    return None


ACCOUNT = Account.__table__.c
# Asked again whenever anything at all was written, so no object is made of it.
READER = select(
    ACCOUNT.active,
    ACCOUNT.name,
    ACCOUNT.role,
    ACCOUNT.team_id,
    ACCOUNT.locale,
    ACCOUNT.candles,
    ACCOUNT.session_epoch,
).where(ACCOUNT.id == bindparam("id"))


def _known(account_id: str) -> Known | None:
    found = db.session.execute(READER, {"id": account_id}).first()
    if found is None or not found.active:
        return None
    actor = _actor(account_id, found.name, Role(found.role), found.team_id)
    lacking = second_step.is_lacking(account_id, actor.role)
    return Known(actor, found.locale, found.candles, found.session_epoch, lacking)


STATES = select(ACCOUNT.id, ACCOUNT.active, ACCOUNT.session_epoch, ACCOUNT.role).where(
    ACCOUNT.id.in_(among())
)


def over(sessions: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of these sessions, each an account and an epoch, that no page would know any more."""
    good = set()
    for some in batched({account_id for account_id, _epoch in sessions}):
        for row in db.session.execute(STATES, {"ids": some}):
            if row.active and not second_step.is_lacking(row.id, row.role):
                good.add((row.id, row.session_epoch))
    return set(sessions) - good


def recognise(app: Flask) -> None:
    """Let the application know its people."""
    app.extensions["directory"] = Organisation()
    app.jinja_env.globals.update(action_name=action_name, role_name=role_name)
    app.before_request(_recognise)

"""Who is asking: the actor of a request under /in, from its session, anew at every request."""

from dataclasses import dataclass

from flask import Flask, g, request, session

from portal.core.access import Actor, Role
from portal.core.db import db
from portal.core.memory import kept
from portal.core.zones import inside
from portal.people.models import Account
from portal.people.organisation import Organisation, under
from portal.people.words import action_name, role_name


@dataclass(frozen=True)
class Known:
    """An account that may be in: who it is, the language it reads, and the age of its sessions."""

    actor: Actor
    locale: str | None
    epoch: int


def actor_of(account: Account) -> Actor:
    """What the rest of the product knows of this account."""
    role = Role(account.role)
    teams = under(account.team_id) if role is Role.MANAGER else frozenset()
    return Actor(account.id, account.name, role, account.team_id, teams)


def sign_in(account: Account, *, own_device: bool) -> None:
    """Begin a session; on an own device it outlives the browser."""
    session.clear()
    session.permanent = own_device
    session["account"] = account.id
    session["epoch"] = account.session_epoch
    session["own_device"] = own_device


def sign_out() -> None:
    """End this session."""
    session.clear()


def _recognise() -> None:
    g.actor = g.locale = None
    if not inside(request.path) or "account" not in session:
        return
    id_ = session["account"]
    known = kept(("account", id_), lambda: _known(id_))
    # Password, role or activity changed since: this session is over, at this very request.
    if known is None or known.epoch != session.get("epoch"):
        session.clear()
        return
    g.actor, g.locale, g.own_device = known.actor, known.locale, session["own_device"]


def _known(account_id: str) -> Known | None:
    account = db.session.get(Account, account_id)
    if account is None or not account.active:
        return None
    return Known(actor_of(account), account.locale, account.session_epoch)


def recognise(app: Flask) -> None:
    """Let the application know its people."""
    app.extensions["directory"] = Organisation()
    app.jinja_env.globals.update(action_name=action_name, role_name=role_name)
    app.before_request(_recognise)

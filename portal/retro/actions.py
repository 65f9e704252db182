"""Actions: what was agreed on, what became of it, and what is carried into the next session."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, or_, select

from portal.core import audit
from portal.core.access import Actor
from portal.core.db import db
from portal.core.directory import directory, part_of
from portal.core.errors import Invalid, Missing
from portal.core.languages import gettext as _
from portal.retro import phases
from portal.retro.models import Action, Session
from portal.retro.ties import Tie
from portal.retro.versions import touch, touch_with_later

PAGE = 20


def add(session: Session, owner_id: str, what: str, due: date, how: str = "") -> Action:
    """Agree on who does what by when, and how it is seen. Raises Conflict when it is closed."""
    phases.check_open(session)
    action = Action(session_id=session.id, owner_id=owner_id, what=what, due=due, how=how)
    db.session.add(action)
    touch(session)
    db.session.flush()
    return action


def tie(action: Action, to: Tie) -> None:
    """Say what an action is for."""
    action.key_result_id, action.post_id = to.key_result_id, to.post_id


def settle(actor: Actor, action: Action, state: str, why: str) -> None:
    """Say of an action that it is done, still open, or dropped and why. Raises Invalid."""
    if state not in {"open", "done", "dropped"}:
        raise Invalid(_("An action is open, done or dropped."))
    if state == "dropped" and not why:
        raise Invalid(_("Say why it was dropped."))
    action.state, action.why = state, why
    touch_with_later([action.session])
    audit.record(actor, "action", action.id)


def find_action(action_id: str) -> Action:
    """The action with this id. Raises Missing."""
    found = db.session.get(Action, action_id)
    if found is None:
        raise Missing(_("There is no such action."))
    return found


def actions_of(session: Session) -> Sequence[Action]:
    """The actions that a session ended with, by day."""
    query = select(Action).where(Action.session_id == session.id)
    return db.session.scalars(query.order_by(Action.due, Action.id)).all()


def actions_on(post_id: str) -> Sequence[Action]:
    """What was agreed on about a blocker, the earliest day first."""
    query = select(Action).where(Action.post_id == post_id)
    return db.session.scalars(query.order_by(Action.due, Action.id)).all()


def actions_about(key_result_id: str, most: int = 12) -> Sequence[Action]:
    """What was agreed on about a key result: what is open first, then the latest."""
    query = select(Action).where(Action.key_result_id == key_result_id)
    order = (Action.state != "open", Action.due.desc(), Action.id)
    return db.session.scalars(query.order_by(*order).limit(most)).all()


def open_actions_of(account_id: str) -> Sequence[Action]:
    """What this person still has to do, the earliest first."""
    query = select(Action).where(Action.owner_id == account_id, Action.state == "open")
    return db.session.scalars(query.order_by(Action.due, Action.id).limit(10)).all()


def still_open(
    until: date | None = None, team: str = "", *, page: int = 1, size: int = PAGE
) -> Sequence[Action]:
    """A page of what is still to be done, the longest overdue first.

    By this day or whenever; in a team and all under it, or everywhere.
    """
    query = _still_open(until, team).order_by(Action.due, Action.id)
    return db.session.scalars(query.limit(size).offset((page - 1) * size)).all()


def count_open(until: date | None = None, team: str = "") -> int:
    """How many these are on all pages."""
    query = _still_open(until, team).with_only_columns(func.count())
    return db.session.scalar(query) or 0


def _still_open(until: date | None, team: str) -> Select[Action]:
    query = select(Action).where(Action.state == "open")
    if until is not None:
        query = query.where(Action.due <= until)
    if team:
        # Agreed on there; or elsewhere, with somebody from there.
        held = select(Session.id).where(Session.team_id.in_(part_of(team)))
        theirs = Action.owner_id.in_(_owners(query) & {*directory().below([team])})
        query = query.where(or_(Action.session_id.in_(held), theirs))
    return query


def _owners(query: Select[Action]) -> set[str]:
    """Whose these actions are: far fewer than a large department has people."""
    return set(db.session.scalars(query.with_only_columns(Action.owner_id).distinct()))


def last_actions(before: Session | None) -> Sequence[Action]:
    """What a session begins with: the last one's actions, and whatever is open from before."""
    if before is None:
        return []
    query = select(Action).where(
        or_(
            Action.session_id == before.id,
            Action.session_id.in_(_chain(before)) & (Action.state == "open"),
        )
    )
    return db.session.scalars(query.order_by(Action.due, Action.id)).all()


def _chain(session: Session) -> list[str]:
    """A session and everything that was before it."""
    found: list[str] = []
    at: Session | None = session
    while at is not None and at.id not in found:
        found.append(at.id)
        at = db.session.get(Session, at.before_id) if at.before_id else None
    return found


def carry(before: Session | None) -> None:
    """Count for each open action that it goes into one more session."""
    carried = [action for action in last_actions(before) if action.state == "open"]
    for action in carried:
        action.carried += 1
    touch_with_later({action.session for action in carried})

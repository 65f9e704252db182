"""What a manager is to decide, and what became of it: by deadline, the most overdue first."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from portal.answers.hops import HANDED
from portal.answers.models import Decision, Hop
from portal.answers.service import Blocker, as_blockers
from portal.core import clock
from portal.core.access import Actor
from portal.core.db import db
from portal.core.memory import kept
from portal.okr import service as okr
from portal.okr.models import GOALS
from portal.voice.crowds import thresholds, under
from portal.voice.models import Post
from portal.voice.stages import PUBLIC, UNANSWERED, UNSURE, Progress

TABS: dict[str, tuple[Progress, ...]] = {
    "open": UNANSWERED,
    "decided": (Progress.DECIDED, Progress.DOING),
    "claimed": (Progress.CLAIMED,),
    "confirmed": (Progress.CONFIRMED,),
    "declined": (Progress.DECLINED,),
}


def targets_of(actor: Actor) -> frozenset[str]:
    """The open goals about which this manager decides, and `unsure`."""
    # Where texts stand hangs by how many must be able to speak.
    key = ("targets", actor.id, actor.teams, thresholds(), clock.today())
    return kept(key, lambda: frozenset(_targets_of(actor)), GOALS, "people")


def _targets_of(actor: Actor) -> set[str]:
    found, mine = {UNSURE}, []
    for one in okr.open_key_results():
        led = not actor.teams.isdisjoint(one.team_ids)
        if led or one.owner_id == actor.id:
            mine.append(one)
        if not actor.teams.isdisjoint(one.objective.team_ids):
            found.add(one.objective_id)
    return found | {one.id for one in mine} | set(under(mine))


def inbox(actor: Actor, tab: str, *, page: int = 1, size: int = 20) -> list[Blocker]:
    """A page of a tab: what ends first, then the worst and oldest; of what is over the latest."""
    query = _query(actor, tab).order_by(*_order(tab))
    posts = db.session.scalars(query.limit(size).offset((page - 1) * size)).all()
    return as_blockers(posts)


def _order(tab: str) -> tuple[Any, ...]:
    if tab != "open":
        return Post.batch.desc(), Post.id
    ends = select(func.min(Hop.due)).where(Hop.post_id == Post.id, Hop.open).scalar_subquery()
    return ends.is_(None), ends, Post.severity.desc(), Post.batch, Post.id


def count_inbox(actor: Actor, tab: str) -> int:
    """How many blockers stand in a tab of this manager's inbox."""
    query = _query(actor, tab).with_only_columns(func.count())
    return db.session.scalar(query) or 0


def _query(actor: Actor, tab: str) -> Select[Post]:
    query = select(Post).where(Post.kind == "blocker", Post.state.in_(PUBLIC))
    here = _is_with(Hop.account_id == actor.id)
    about: ColumnElement[bool] = Post.target.in_(targets_of(actor))
    if tab == "open":
        # What was handed over is for whom it went to; what climbed can still be decided below.
        about &= ~_is_with(Hop.why.in_(HANDED), Hop.account_id != actor.id)
    else:
        here = exists().where(Decision.post_id == Post.id, Decision.account_id == actor.id)
    return query.where(Post.progress.in_(TABS[tab]), or_(about, here))


def _is_with(*what: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Hop.post_id == Post.id, Hop.open, *what)

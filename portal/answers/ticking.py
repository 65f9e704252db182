"""What the clocks of blockers do unasked: every minute, and once a release or a review is done."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from portal.answers import hops
from portal.answers.models import Hop, Why
from portal.core import clock
from portal.core.db import db
from portal.voice.models import Post
from portal.voice.stages import PUBLIC, UNANSWERED, Progress

# One look takes so many: what is left comes with the next minute.
MOST = 500


def settle() -> None:
    """Bring each blocker where it has to be by now: new, decided, answered, refused, overdue."""
    _begin_new()
    _stop_done()
    _resume_answered()
    _return_unaccepted()
    _climb_pushed()
    _climb_late()


def place(post: Post) -> None:
    """Right after a judgement: bring what waits to somebody, else stop its clock."""
    waits = post.state in PUBLIC and (post.progress or Progress.OPEN) in UNANSWERED
    if post.kind != "blocker" or not waits:
        hops.stop(post)
    elif post.id not in hops.open_hops([post.id]):
        bring(post)


def bring(post: Post) -> None:
    """Bring a blocker that waits to whoever is to decide now."""
    (hops.reopen if post.progress == Progress.REOPENED else hops.begin)(post)


def _begin_new() -> None:
    waits = (Post.kind == "blocker", Post.state.in_(PUBLIC), Post.progress.in_(UNANSWERED))
    with_nobody = ~exists().where(Hop.post_id == Post.id, Hop.open)
    query = select(Post).where(*waits, with_nobody).order_by(Post.severity.desc(), Post.id)
    for post in db.session.scalars(query.limit(MOST)).all():
        bring(post)


def _stop_done() -> None:
    done = Post.progress.not_in(UNANSWERED) | Post.state.not_in(PUBLIC)
    for post, _hop in _with_somebody(done):
        hops.stop(post)


def _resume_answered() -> None:
    waits = Hop.asked.is_not(None) & Hop.answered.is_(None)
    for post, _hop in _with_somebody(waits, Post.progress != Progress.ASKED):
        hops.resume(post)


def _return_unaccepted() -> None:
    for post, hop in _with_somebody(Hop.accept_by < _now(), Hop.accepted.is_(None)):
        hops.give_back(post, hop, Why.UNACCEPTED)


def _climb_pushed() -> None:
    found = {post.id: post for post, _hop in _with_somebody(Post.pushed.is_(True))}
    for post in found.values():
        hops.climb(post, Why.WRITER)
        post.pushed = False


def _climb_late() -> None:
    found = {post.id: post for post, _hop in _with_somebody(Hop.due < _now(), ~Hop.top)}
    for post in found.values():
        hops.climb(post, Why.OVERDUE)


def _with_somebody(*what: ColumnElement[bool]) -> list[tuple[Post, Hop]]:
    query = select(Post, Hop).join(Hop, Hop.post_id == Post.id).where(Hop.open, *what)
    rows = db.session.execute(query.order_by(Hop.due, Hop.id).limit(MOST))
    return [(post, hop) for post, hop in rows]


def _now() -> datetime:
    return clock.utc()

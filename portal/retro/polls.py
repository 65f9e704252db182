"""What a session asks all at once, without names: is it safe, go on or not, was it worth it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, median

from sqlalchemy import func, select

from portal.core import audit
from portal.core.access import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Gone
from portal.core.languages import gettext as _
from portal.retro import collecting
from portal.retro.models import Phase, Session, Topic
from portal.retro.poll import SessionPoll
from portal.retro.versions import touch
from portal.voice import rounds
from portal.voice.rounds import Round

SCALES: Mapping[str, range] = {"safety": range(1, 6), "next": range(2), "worth": range(1, 6)}
# What a step asks as long as it lasts.
OF_PHASE: Mapping[str, str] = {Phase.SAFETY: "safety", Phase.CLOSING: "worth"}
# In which steps it is told what was answered.
TOLD: Mapping[str, str] = {
    Phase.ICEBREAKER: "safety",
    Phase.REVIEW: "safety",
    Phase.CLOSED: "worth",
}
# Up to here people do not dare to speak under their names.
UNSAFE = 2
HUNDREDTH = Decimal("0.01")


def asked(session: Session) -> SessionPoll | None:
    """The poll that is open, if one is."""
    query = select(SessionPoll).where(SessionPoll.session_id == session.id)
    return db.session.scalars(query.where(SessionPoll.cast.is_(None))).first()


def counted(session: Session) -> Sequence[SessionPoll]:
    """What was asked and counted, the last one first."""
    query = select(SessionPoll).where(SessionPoll.session_id == session.id)
    query = query.where(SessionPoll.cast.is_not(None)).order_by(SessionPoll.number.desc())
    return db.session.scalars(query).all()


def last(session: Session, kind: str) -> SessionPoll | None:
    """What this was answered with at last; None when it was never counted."""
    return next((one for one in counted(session) if one.kind == kind), None)


def worths(session_ids: Iterable[str]) -> dict[str, Decimal]:
    """How worth the time sessions were, 1 to 5, by the last answers that were counted."""
    query = select(SessionPoll).where(
        SessionPoll.session_id.in_(set(session_ids)),
        SessionPoll.kind == "worth",
        SessionPoll.figure.is_not(None),
    )
    rows = db.session.scalars(query.order_by(SessionPoll.number))
    return {one.session_id: one.figure for one in rows if one.figure is not None}


def told(session: Session, topic_id: str | None) -> SessionPoll | None:
    """What was answered last, as long as it matters to the step, or to the topic that is open."""
    if session.phase == Phase.DISCUSS:
        found = last(session, "next")
        return found if found and found.topic_id == topic_id else None
    kind = TOLD.get(session.phase)
    return last(session, kind) if kind else None


def ask(session: Session, kind: str, topic: Topic | None = None) -> None:
    """Begin a round; one that is still open stays the only one."""
    if asked(session) is None:
        db.session.add(
            SessionPoll(
                session_id=session.id,
                number=_number(session) + 1,
                kind=kind,
                topic_id=topic.id if topic else None,
            )
        )
        touch(session)


def ask_on(actor: Actor, topic: Topic) -> None:
    """Ask whether to go on with a topic. Raises Conflict outside the discussion."""
    if topic.session.phase != Phase.DISCUSS:
        raise Conflict(_("The discussion is over."))
    ask(topic.session, "next", topic)
    audit.record(actor, "retro", topic.session_id)


def _number(session: Session) -> int:
    query = select(func.max(SessionPoll.number)).where(SessionPoll.session_id == session.id)
    return db.session.scalar(query) or 0


def round_of(session: Session, name: str) -> Round:
    """The round that is asked now. Raises Gone for any other."""
    found = asked(session)
    if found is None or found.name != name:
        raise Gone(_("This question is over."), "closed")
    return Round(session.id, found.name, SCALES[found.kind])


def count(session: Session) -> None:
    """End the round that is open, keep what it came to, and destroy the answers."""
    found = asked(session)
    if found is None:
        return
    key = collecting.key_of(session, "ballot")
    if key is None:
        with transaction():
            found.cast = 0
        return
    rounds.close(session.id, found.name, key.floor, lambda values: _keep(session, found, values))


def _keep(session: Session, poll: SessionPoll, values: Sequence[int] | None) -> None:
    poll.cast = len(values or ())
    if values is not None:
        poll.figure = _figure(poll.kind, values)
        if poll.kind == "safety" and poll.figure <= UNSAFE:
            session.anonymous = True
    touch(session)


def _figure(kind: str, values: Sequence[int]) -> Decimal:
    exact = [Decimal(one) for one in values]
    found = median(exact) if kind == "safety" else mean(exact)
    return found.quantize(HUNDREDTH, ROUND_HALF_UP)

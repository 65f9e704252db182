"""Voting on the topics of a session: ballots that nobody sees before the close, and hands apart."""

from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.retro import collecting, phases, service
from portal.retro.models import Phase, Session, Topic
from portal.retro.versions import touch
from portal.voice import ballots

MOST_HANDS = 500


def takes_ballots(session: Session) -> bool:
    """True while the session votes."""
    return session.phase == Phase.VOTE


def rules(session: Session) -> ballots.Rules:
    """What a ballot of this session may hold."""
    return ballots.Rules({topic.id for topic in session.topics}, session.dots, session.most)


def close(session: Session) -> None:
    """Count what was cast, and put the topics in the order of what they got."""
    key = collecting.key_of(session, "ballot")
    if key is None:
        return
    ballots.close(session.id, key.floor, lambda tally: _keep(session, tally))


def _keep(session: Session, tally: ballots.Tally) -> None:
    """Add what was counted to what was before: a session may come back to its vote."""
    session.cast = session.cast or 0
    if tally.dots is not None:
        session.cast += tally.cast
        for topic in session.topics:
            topic.votes = (topic.votes or 0) + tally.dots.get(topic.id, 0)
    order(session)


def order(session: Session) -> None:
    """The topic with the most votes and hands first; else as before."""
    ranked = sorted(session.topics, key=lambda one: (-(one.votes or 0) - one.hands, one.place))
    for place, topic in enumerate(ranked):
        topic.place = place
    touch(session)


def raise_hands(actor: Actor, topic: Topic, hands: int) -> None:
    """Write down how many hands went up in the room for a topic: they are counted apart."""
    phases.check_open(topic.session)
    phases.check_named(topic.session)
    if not 0 <= hands <= MOST_HANDS:
        raise Invalid(_("From 0 to %(most)d hands.", most=MOST_HANDS))
    topic.hands = hands
    order(service.find_session(topic.session_id))
    audit.record(actor, "retro", topic.session_id)

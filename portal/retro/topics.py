"""What is done to a topic: name it, merge it, take notes, end it."""

from datetime import date

from portal.core.db import db
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.retro import actions, laying, ties, undoing
from portal.retro.models import Action, Ending, Judged, Phase, Session, Topic
from portal.retro.phases import check_open
from portal.retro.undoing import Did
from portal.retro.versions import touch


def rename(topic: Topic, title: str) -> None:
    """Give a topic another name, which also accepts it. Raises Conflict in a closed session."""
    check_open(topic.session)
    touch(topic.session)
    _remember(topic.session, Did("rename", title, topic.title), topic)
    topic.title, topic.session.grouped = title, True
    topic.judged = Judged.KEPT.value


def merge(topic: Topic, into: Topic) -> None:
    """Put one topic's posts under another one of the same session. Raises Invalid, Conflict."""
    check_open(topic.session)
    if into.session_id != topic.session_id or into.id == topic.id:
        raise Invalid(_("Choose another topic of this retrospective."))
    touch(into.session)
    _remember(into.session, Did("merge", into.title, topic.title), topic, into)
    into.session.grouped = True
    into.judged = Judged.KEPT.value
    laying.carry(laying.inside(topic), [topic], into)


def _remember(session: Session, did: Did, *before: Topic) -> None:
    """While grouping, it can be taken back."""
    if session.phase == Phase.GROUP:
        # Whoever else writes waits here: steps have numbers.
        db.session.flush()
        undoing.remember(session, did, before)


def write_notes(topic: Topic, notes: str) -> None:
    """Keep what was said around the table about a topic."""
    check_open(topic.session)
    topic.notes = notes
    touch(topic.session)


def end(topic: Topic, ending: Ending, outcome: str) -> None:
    """End a topic as a decision, or parked with a reason. Raises Invalid without words."""
    check_open(topic.session)
    if not outcome:
        raise Invalid(_("Say what was decided, or why it is parked."))
    topic.ending, topic.outcome = ending.value, outcome
    touch(topic.session)


def add_action(topic: Topic, owner_id: str, what: str, due: date, how: str = "") -> Action:
    """End a topic with an action: who does what by when; it is for what the topic is about.

    Raises Conflict in a closed session.
    """
    action = actions.add(topic.session, owner_id, what, due, how)
    actions.tie(action, ties.read(topic.session, topic))
    action.topic_id = topic.id
    topic.ending = Ending.ACTION.value
    return action

"""What is done to a topic: name it, merge it, take notes, end it."""

from datetime import date

from portal.core.db import db
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.retro import actions, deciding, ties
from portal.retro.models import Action, Ending, Topic, TopicCard, TopicPost
from portal.retro.phases import check_open
from portal.retro.versions import touch


def rename(topic: Topic, title: str) -> None:
    """Give a topic another name. Raises Conflict in a closed session."""
    check_open(topic.session)
    topic.title, topic.session.grouped = title, True
    touch(topic.session)


def merge(topic: Topic, into: Topic) -> None:
    """Put one topic's posts under another one of the same session. Raises Invalid, Conflict."""
    check_open(topic.session)
    if into.session_id != topic.session_id or into.id == topic.id:
        raise Invalid(_("Choose another topic of this retrospective."))
    into.session.grouped = True
    touch(into.session)
    held = {card.post_id for card in into.cards}
    for card in list(topic.cards):
        if card.post_id not in held:
            into.cards.append(TopicPost(post_id=card.post_id))
        db.session.delete(card)
    for one in list(topic.written):
        into.written.append(TopicCard(card_id=one.card_id))
        db.session.delete(one)
    db.session.flush()
    db.session.expire(topic, ["cards", "written"])
    deciding.take_over(topic, into)
    into.notes = "\n".join(note for note in (into.notes, topic.notes) if note)
    db.session.delete(topic)
    db.session.flush()


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

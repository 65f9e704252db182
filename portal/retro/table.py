"""Everything that lies on the table of a session, gathered for its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.core.directory import Person, directory
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.retro import actions, deciding, service
from portal.retro.deciding import Made
from portal.retro.models import Action, Session, Topic
from portal.voice import cards
from portal.voice.card import Card
from portal.voice.models import Post
from portal.voice.words import reasons


@dataclass(frozen=True)
class Table:
    """Goals, earlier actions, topics with their posts, the topic under discussion, new actions."""

    goals: Mapping[str, KeyResult]
    earlier: Sequence[Action]
    topics: Sequence[Topic]
    posts: Mapping[str, Post]
    opened: Topic | None
    # Cards that were revealed, what each says, and those that wait to be looked at.
    written: Mapping[str, Card]
    texts: Mapping[str, str]
    held: Sequence[Card]
    reasons: Mapping[str, str]
    actions: Sequence[Action]
    # What was decided on blockers from here, by topic.
    decisions: Mapping[str, Sequence[Made]]
    names: Mapping[str, str]
    people: Sequence[Person]


def table_of(session: Session, topic_id: str | None, *, acts: bool) -> Table:
    """The table of a session; without a chosen topic the first one that has no end is open.

    For who does not act nobody is there to choose, and no card that is held back.
    """
    topics, written = service.topics_of(session), cards.of_session(session.id)
    earlier = actions.last_actions(service.before(session))
    agreed = actions.actions_of(session)
    owners = {action.owner_id for action in (*earlier, *agreed)} | {session.owner_id}
    return Table(
        goals=okr.key_results(service.key_result_ids(session)),
        earlier=earlier,
        topics=topics,
        posts=service.posts_of(topics),
        written={card.id: card for card in written if card.state != "held"},
        texts={card.id: cards.text_of(card) for card in written if acts or card.state != "held"},
        held=[card for card in written if acts and card.state == "held"],
        reasons=reasons(),
        opened=_opened(topics, topic_id),
        actions=agreed,
        decisions=deciding.made_in(topics),
        names=directory().names(owners),
        people=directory().people() if acts else (),
    )


def _opened(topics: Sequence[Topic], topic_id: str | None) -> Topic | None:
    chosen = next((topic for topic in topics if topic.id == topic_id), None)
    unended = next((topic for topic in topics if topic.ending is None), None)
    return chosen or unended or next(iter(topics), None)

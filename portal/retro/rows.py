"""A session as rows: one for each goal, topic, text, and action, in the order of its page."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from portal.core.directory import directory
from portal.core.languages import gettext as _
from portal.okr import service as okr
from portal.retro import actions, service
from portal.retro.export import said_in
from portal.retro.models import Action, Session, Topic
from portal.retro.words import endings, states


class Row(NamedTuple):
    """One row of an export; what a kind of row has not is empty."""

    kind: str
    topic: str
    text: str
    ending: str = ""
    votes: int | None = None
    hands: int | None = None
    who: str = ""
    due: str = ""
    state: str = ""
    how: str = ""


def heading() -> list[str]:
    """What the columns are called."""
    return [
        _("Kind"),
        _("Topic"),
        _("Text"),
        _("Ending"),
        _("Votes"),
        _("Hands"),
        _("Who"),
        _("Due"),
        _("State"),
        _("How we will see it"),
    ]


def rows(session: Session) -> list[Row]:
    """Everything that its page shows, and nothing beyond."""
    topics, agreed = service.topics_of(session), actions.actions_of(session)
    earlier = actions.last_actions(service.before(session))
    people = directory().names({one.owner_id for one in (*agreed, *earlier)})
    goals = okr.key_results(service.key_result_ids(session)).values()
    said, titles = said_in(session, topics), {topic.id: topic.title for topic in topics}
    return [
        *(Row(_("Goal"), "", goal.plain) for goal in goals),
        *(_action(_("Last time's action"), "", one, people) for one in earlier),
        *(row for topic in topics for row in _topic(topic, said)),
        *(_action(_("Action"), titles.get(one.topic_id or "", ""), one, people) for one in agreed),
    ]


def _topic(topic: Topic, said: Mapping[str, str]) -> Iterator[Row]:
    ending = endings().get(topic.ending or "", "")
    yield Row(_("Topic"), topic.title, topic.outcome, ending, topic.votes, topic.hands)
    for id_ in (*(card.post_id for card in topic.cards), *(one.card_id for one in topic.written)):
        if id_ in said:
            yield Row(_("Said"), topic.title, said[id_])
    if topic.notes:
        yield Row(_("Notes"), topic.title, topic.notes)


def _action(kind: str, topic: str, one: Action, people: Mapping[str, str]) -> Row:
    return Row(
        kind,
        topic,
        one.what,
        who=people.get(one.owner_id, ""),
        due=one.due.isoformat(),
        state=states()[one.state],
        how=one.how,
    )


def as_json(session: Session) -> dict[str, Any]:
    """The same for programs: fields by their names, what they say in the reader's language."""
    return {
        "v": 1,
        "title": session.title,
        "origin": session.origin,
        "started": session.started.isoformat(),
        "closed": session.closed.isoformat() if session.closed else None,
        "rows": [one._asdict() for one in rows(session)],
    }

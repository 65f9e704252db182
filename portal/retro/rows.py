"""A session as rows: one for each goal, topic, text, and action, in the order of its page."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from portal.core.languages import gettext as _
from portal.retro import phases, service, words
from portal.retro.models import Action, Session, Topic
from portal.retro.told import Told


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
    about: str = ""
    age: int | None = None
    carried: int | None = None


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
        _("What it is for"),
        _("Days old"),
        _("Times carried over"),
    ]


def rows(session: Session) -> list[Row]:
    """Everything that its page shows, and nothing beyond."""
    topics, told = service.topics_of(session), Told(session)
    return [
        *(Row(_("Goal"), "", goal.plain) for goal in told.goals.values()),
        *(Row(_("Asked"), question, answer) for question, answer in told.answered),
        Row(_("Minutes"), "", words.minutes(phases.planned(session), phases.taken(session))),
        *(Row(_("Comes back"), a.topic.title, words.again(a.times)) for a in told.again()),
        *(_action(_("Last time's action"), "", one, told) for one in told.earlier),
        *(row for topic in topics for row in _topic(topic, told)),
        *(
            _action(_("Action"), told.titles.get(one.topic_id or "", ""), one, told)
            for one in told.agreed
        ),
    ]


def _topic(topic: Topic, told: Told) -> Iterator[Row]:
    ending = words.endings().get(topic.ending or "", "")
    title = told.titles[topic.id]
    yield Row(_("Topic"), title, topic.outcome, ending, topic.votes, topic.hands)
    for id_ in (*(card.post_id for card in topic.cards), *(one.card_id for one in topic.written)):
        if id_ in told.said:
            yield Row(_("Said"), title, told.said[id_])
    for made in told.decisions.get(topic.id, ()):
        said = f"{made.answer.kind}{_(': ')}{made.answer.said}"
        about = told.said.get(made.post_id or "", "")
        yield Row(_("Decision"), title, said, who=made.answer.by, about=about)
    if topic.notes:
        yield Row(_("Notes"), title, topic.notes)


def _action(kind: str, topic: str, one: Action, told: Told) -> Row:
    return Row(
        kind,
        topic,
        one.what,
        who=told.names.get(one.owner_id, ""),
        due=one.due.isoformat(),
        state=words.states()[one.state],
        how=one.how,
        about=told.about(one),
        age=one.days,
        carried=one.carried,
    )


def as_json(session: Session) -> dict[str, Any]:
    """The same for programs: fields by their names, what they say in the reader's language."""
    return {
        "v": 1,
        "title": session.title,
        "origin": session.origin,
        "started": session.started.isoformat(),
        "closed": session.closed.isoformat() if session.closed else None,
        "minutes": {"planned": phases.planned(session), "taken": phases.taken(session)},
        "rows": [one._asdict() for one in rows(session)],
    }

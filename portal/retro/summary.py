"""What the page of a closed session says beside its topics: what is carried, hung up, repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.answers import cards
from portal.core.directory import directory
from portal.retro import deciding, phases, publishing, recurring, trend, words
from portal.retro.models import Action, Ending, Session, Topic
from portal.retro.table import Table


@dataclass(frozen=True)
class Carried:
    """What goes into the next session: open actions, parked topics, blockers without an answer."""

    actions: Sequence[Action]
    topics: Sequence[Topic]
    blockers: Sequence[cards.Card]

    @property
    def any(self) -> bool:
        """True when something is carried at all."""
        return bool(self.actions or self.topics or self.blockers)


def context(session: Session, table: Table) -> dict[str, Any]:
    """All of that, for the template of a closed session."""
    blockers = cards.cards_of(deciding.blockers_of(table.posts.values()))
    left = [one for one in (*table.actions, *table.earlier) if one.state == "open"]
    return {
        "blockers": {one.post: one for one in blockers},
        "decides": {one.post for one in blockers},
        "carried": Carried(
            left,
            [topic for topic in table.topics if topic.ending == Ending.PARKED],
            [one for one in blockers if one.unanswered],
        ),
        "hung": publishing.publications(session),
        "repeated": recurring.repeated(session),
        "trend": trend.of_team(session.team_id, session),
        "team": directory().teams().get(session.team_id or ""),
        "took": words.minutes(phases.planned(session), phases.taken(session)),
    }

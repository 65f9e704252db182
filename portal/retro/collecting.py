"""Collecting cards: who is invited, what waits unseen, and the reveal of all of it at once."""

from dataclasses import dataclass

from portal.anonymity.keylog import KeyEntry
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.core.errors import Conflict
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.okr import service as okr
from portal.retro import grouping, phases, service, words
from portal.retro.models import Phase, Session, Topic, TopicCard
from portal.retro.versions import touch
from portal.voice import cards, schedule
from portal.voice.card import Card
from portal.voice.keys import entries


@dataclass(frozen=True)
class Crowd:
    """Who may write cards or vote: how many have collected, and how many it takes.

    Of those who are invited, and without an account by the room's QR: whoever sits there can count
    heads, so that nobody fills the room with seats of their own unseen.
    """

    invited: int
    members: int
    seated: int
    floor: int

    @property
    def collected(self) -> int:
        """All who can say something here without a name."""
        return self.members + self.seated

    @property
    def enough(self) -> bool:
        """True when nobody could be told by having been the only one."""
        return self.collected >= self.floor


@dataclass(frozen=True)
class HeldCard:
    """A card and its session: who leads that, and moderators, may judge it."""

    card: Card
    session: Session

    @property
    def owner_id(self) -> str:
        """Who leads the session."""
        return self.session.owner_id

    @property
    def team_ids(self) -> frozenset[str]:
        """The session's team."""
        return self.session.team_ids


def find(card_id: str) -> HeldCard:
    """The card with this id, and its session. Raises Missing."""
    card = cards.find_card(card_id)
    return HeldCard(card, service.find_session(card.session_id))


def teams_of(session: Session) -> set[str]:
    """The teams that a session is about."""
    goals = okr.key_results(service.key_result_ids(session)).values()
    return set(session.team_ids).union(*(goal.team_ids for goal in goals))


def invited(session: Session) -> list[str]:
    """The accounts of everybody in the teams that a session is about."""
    return directory().below(teams_of(session))


def key_of(session: Session, kind: str = "card") -> KeyEntry | None:
    """The key of a session, once a job has made it; None with too few invited."""
    found = (one for one in entries().values() if one.kind == kind)
    return next((one for one in found if one.scope == session.id), None)


def crowd(session: Session, kind: str = "card") -> Crowd | None:
    """Who may write cards, or vote; None while there is no key."""
    key = key_of(session, kind)
    if key is None:
        return None
    known = directory()
    return Crowd(key.roster, known.collected(key.kid), known.seated(key.kid), key.floor)


def takes_cards(session: Session) -> bool:
    """True until the collecting phase is over: a card may be written before the room meets."""
    order = [one.phase for one in phases.way(session)]
    if Phase.COLLECT not in order or session.phase == Phase.CLOSED:
        return False
    return order.index(session.phase) <= order.index(Phase.COLLECT)


def reveal(session: Session) -> int:
    """Lay on the table what was written, shuffled; how many cards. Too few collectors: none.

    What may name or hurt somebody is held back until it was looked at.
    """
    found = crowd(session)
    if found is None or not found.enough:
        return 0
    names = [one.name for one in directory().people()]
    count = cards.reveal(session.id, _epoch(), lambda text: cards.is_doubtful(text, names))
    with transaction():
        lay(session)
        touch(session)
        if session.phase == Phase.CLOSED:
            phases.park(session)
    return count


def _epoch() -> str:
    return schedule.epoch_of(settings(), clock.today())


def lay(session: Session) -> None:
    """Put the cards that the room may read under a topic: grouped, or late ones by question."""
    grouping.lay_out(session)
    placed = {one.card_id for topic in service.topics_of(session) for one in topic.written}
    found = (card for card in cards.of_session(session.id) if card.state == "shown")
    asked, loose = words.columns(session), [card for card in found if card.id not in placed]
    for card in loose:
        topic = _topic(session, card.column, asked.get(card.column, card.column))
        topic.written.append(TopicCard(card_id=card.id))
    if loose:
        touch(session)


def _topic(session: Session, column: str, title: str) -> Topic:
    theme = f"column/{column}"
    found = next((one for one in service.topics_of(session) if one.theme == theme), None)
    if found is None:
        place = len(session.topics)
        found = Topic(session_id=session.id, place=place, theme=theme, title=title)
        session.topics.append(found)
        db.session.flush()
    return found


def write_for_room(actor: Actor, session: Session, column: str, body: str) -> None:
    """Write down what somebody in the room says; it is marked so. Raises Conflict, Invalid."""
    phases.check_open(session)
    phases.check_named(session)
    if column not in words.columns(session):
        raise Conflict(_("This question is not asked here. Load the page again."))
    cards.add(session.id, _epoch(), column, body)
    lay(session)
    audit.record(actor, "card", session.id)


def show(actor: Actor, card: Card) -> None:
    """Let the room read a card that was held back."""
    cards.show(card)
    lay(service.find_session(card.session_id))
    audit.record(actor, "card", card.session_id)


def withdraw(actor: Actor, card: Card, reason: str) -> None:
    """Take a card away for a reason that everybody reads; its text is gone."""
    cards.withdraw(card, reason)
    touch(service.find_session(card.session_id))
    audit.record(actor, "card", card.session_id)

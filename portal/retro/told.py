"""What every file of a session tells: goals, what was said, decided and agreed on, names."""

from collections.abc import Sequence

from portal.core.directory import directory
from portal.core.languages import gettext as _
from portal.core.languages import ngettext
from portal.core.present import number
from portal.okr import service as okr
from portal.retro import actions, deciding, explaining, polls, recurring, service, words
from portal.retro.models import Action, Session, Topic
from portal.retro.poll import SessionPoll
from portal.retro.recurring import Repeated
from portal.voice import cards, rendering
from portal.voice.card import Card
from portal.voice.models import Post
from portal.voice.words import reasons


class Told:
    """A session as it may be taken along: what its page shows, and nothing beyond."""

    def __init__(self, session: Session) -> None:
        """Read it once for the whole file."""
        self._session = session
        topics = service.topics_of(session)
        self.agreed = actions.actions_of(session)
        self.earlier = actions.last_actions(service.before(session))
        agreed = (*self.agreed, *self.earlier)
        self.goals = okr.key_results(service.key_result_ids(session))
        self.names = directory().names({session.owner_id, *(one.owner_id for one in agreed)})
        self.said, self.decisions = said_in(session, topics), deciding.made_in(topics)
        self.answered = [_answered(one) for one in reversed(polls.counted(session))]
        self.titles = explaining.titles(topics, self.said)
        self._others = okr.key_results({one.key_result_id or "" for one in agreed})

    def again(self) -> list[Repeated]:
        """The themes that nothing has solved in session after session."""
        return recurring.repeated(self._session)

    def about(self, action: Action) -> str:
        """What an action is for: the words of its blocker, else its goal."""
        goal = self._others.get(action.key_result_id or "")
        return self.said.get(action.post_id or "") or (goal.plain if goal else "")


def _answered(poll: SessionPoll) -> tuple[str, str]:
    """What everybody was asked, and what it came to."""
    question = words.asked()[poll.kind]
    if poll.figure is None:
        return question.words, _("Too few answered to count them: somebody could have guessed.")
    many = ngettext("%(num)d answer", "%(num)d answers", poll.cast or 0)
    if poll.kind == "next":
        return question.words, f"{question.answers[1]} {number(100 * poll.figure)} %{_(', ')}{many}"
    figure = _("%(figure)s of 5", figure=number(poll.figure))
    return question.words, f"{figure}{_(', ')}{many}"


def said_in(session: Session, topics: Sequence[Topic]) -> dict[str, str]:
    """What lies under these topics as everybody reads it, by the id of a post or a card."""
    said = {id_: _said(post) for id_, post in service.posts_of(topics).items()}
    laid = {one.card_id for topic in topics for one in topic.written}
    found = (card for card in cards.of_session(session.id) if card.id in laid)
    return said | {card.id: _written(card) for card in found if card.state != "held"}


def _said(post: Post) -> str:
    body = rendering.open_body(post)
    return _("%(text)s (by poster)", text=body) if post.by_poster else body


def _written(card: Card) -> str:
    """A card as the room reads it; one that was withdrawn says why."""
    if card.state == "withdrawn":
        return _("withdrawn: %(reason)s", reason=reasons().get(card.reason or "", ""))
    body = cards.text_of(card)
    return _("%(text)s (written for the room)", text=body) if card.for_room else body

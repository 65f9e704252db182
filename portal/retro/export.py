"""A session as Markdown, to be kept or sent round."""

import re
from collections.abc import Mapping, Sequence

from portal.core.directory import directory
from portal.core.languages import gettext as _
from portal.core.present import day
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.retro import actions, service
from portal.retro.models import Action, Session, Topic
from portal.retro.words import endings, states
from portal.voice import cards, rendering
from portal.voice.card import Card
from portal.voice.models import Post
from portal.voice.words import reasons

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!])")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def markdown(session: Session) -> str:
    """The whole session: goals, earlier actions, topics with what was said, and new actions."""
    topics = service.topics_of(session)
    said = {id_: _plain(text) for id_, text in said_in(session, topics).items()}
    agreed = actions.actions_of(session)
    earlier = actions.last_actions(service.before(session))
    people = directory().names(
        {session.owner_id} | {action.owner_id for action in (*agreed, *earlier)}
    )
    lines = [f"# {_plain(session.title)}", "", _heading(session, people), ""]
    lines += _section(_("Goals"), [_plain(kr.plain) for kr in _goals(session)])
    lines += _section(_("Last time's actions"), [_action(one, people) for one in earlier])
    for topic in topics:
        lines += _topic(topic, said)
    lines += _section(_("Actions"), [_action(one, people) for one in agreed])
    return "\n".join(lines).rstrip() + "\n"


def _goals(session: Session) -> list[KeyResult]:
    return list(okr.key_results(service.key_result_ids(session)).values())


def _heading(session: Session, people: Mapping[str, str]) -> str:
    who = people.get(session.owner_id, "")
    return _("%(day)s, led by %(name)s", day=day(session.started), name=_plain(who))


def _section(title: str, rows: list[str]) -> list[str]:
    return [f"## {title}", "", *(f"- {row}" for row in rows), ""] if rows else []


def _action(action: Action, people: Mapping[str, str]) -> str:
    parts = (_plain(action.what), _plain(people.get(action.owner_id, "")), day(action.due))
    said = f"{' · '.join(parts)} · {states()[action.state]}"
    return f"{said}{_(': ')}{_plain(action.why)}" if action.why else said


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


def _topic(topic: Topic, said: Mapping[str, str]) -> list[str]:
    lines = [f"## {_plain(topic.title)}", ""]
    lines += [f"> {said[card.post_id]}\n" for card in topic.cards if card.post_id in said]
    lines += [f"> {said[one.card_id]}\n" for one in topic.written if one.card_id in said]
    if topic.notes:
        lines += [topic.notes, ""]
    if topic.ending:
        outcome = f"{_(': ')}{topic.outcome}" if topic.outcome else ""
        lines += [f"**{endings()[topic.ending]}**{outcome}", ""]
    return lines

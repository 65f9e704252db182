"""A session as Markdown, to be kept or sent round."""

import re

from portal.core.languages import gettext as _
from portal.core.present import day
from portal.retro import phases, service, words
from portal.retro.models import Action, Session, Topic
from portal.retro.told import Told

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!])")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def markdown(session: Session) -> str:
    """The whole session: goals, earlier actions, topics with what was said, and new actions."""
    told = Told(session)
    lines = [f"# {_plain(session.title)}", "", _heading(session, told), ""]
    lines += [words.minutes(phases.planned(session), phases.taken(session)), ""]
    goals = [f"{_plain(one.plain)} ({one.objective.cycle.name})" for one in told.goals.values()]
    lines += _section(_("Goals"), goals)
    lines += _section(_("Asked of everybody"), [f"{q} {_plain(a)}" for q, a in told.answered])
    back = [f"{_plain(one.topic.title)}{_(': ')}{words.again(one.times)}" for one in told.again()]
    lines += _section(_("It comes back, and nothing has solved it"), back)
    lines += _section(_("Last time's actions"), [_action(one, told) for one in told.earlier])
    for topic in service.topics_of(session):
        lines += _topic(topic, told)
    lines += _section(_("Actions"), [_action(one, told) for one in told.agreed])
    return "\n".join(lines).rstrip() + "\n"


def _heading(session: Session, told: Told) -> str:
    who = told.names.get(session.owner_id, "")
    led = _("%(day)s, led by %(name)s", day=day(session.started), name=_plain(who))
    if not session.origin:
        return led
    tool = words.tools()[session.origin]
    return _(
        "%(led)s. Held with %(tool)s and brought here; votes are that tool's.", led=led, tool=tool
    )


def _section(title: str, rows: list[str]) -> list[str]:
    return [f"## {title}", "", *(f"- {row}" for row in rows), ""] if rows else []


def _action(action: Action, told: Told) -> str:
    parts = [_plain(action.what), _plain(told.names.get(action.owner_id, "")), day(action.due)]
    parts += [_plain(words.state_of(action)), words.age_of(action)]
    how = f"{_('How we will see it')}{_(': ')}{_plain(action.how)}" if action.how else ""
    return " · ".join(part for part in (*parts, how, _plain(told.about(action))) if part)


def _topic(topic: Topic, told: Told) -> list[str]:
    lines, said = [f"## {_plain(told.titles[topic.id])}", ""], told.said
    lines += [f"> {_plain(said[card.post_id])}\n" for card in topic.cards if card.post_id in said]
    lines += [f"> {_plain(said[one.card_id])}\n" for one in topic.written if one.card_id in said]
    if topic.votes or topic.hands:
        lines += [_("%(dots)d dots, %(hands)d hands", dots=topic.votes or 0, hands=topic.hands), ""]
    if topic.notes:
        lines += [topic.notes, ""]
    if topic.ending:
        outcome = f"{_(': ')}{topic.outcome}" if topic.outcome else ""
        lines += [f"**{words.endings()[topic.ending]}**{outcome}", ""]
    for made in told.decisions.get(topic.id, ()):
        said_by = f"{_plain(made.answer.said)} · {_plain(made.answer.by)}"
        lines += [f"**{made.answer.kind}**{_(': ')}{said_by}", ""]
    return lines

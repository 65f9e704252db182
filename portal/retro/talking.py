"""The page of a session while a topic is talked about: its blockers, and what may be done."""

from typing import Any
from urllib.parse import urlencode

from flask import g, request, url_for

from portal.answers import cards, hops, words
from portal.answers import service as answers
from portal.answers.forms import DecisionForm, decision_form
from portal.answers.models import KINDS
from portal.answers.service import Blocker
from portal.core.access import Permission, allows
from portal.core.forms import Form
from portal.retro import deciding, ties
from portal.retro.models import Topic
from portal.retro.table import Table


def context(table: Table, form: Form | None, where: str, *, acts: bool) -> dict[str, Any]:
    """The blockers of the open topic, by post, and the decision that is being made on one.

    `form` came back with faults from the part named `where`; nobody who does not act may decide.
    """
    topic = table.opened
    if topic is None:
        return {"blockers": {}}
    posts = [table.posts[one.post_id] for one in topic.cards if one.post_id in table.posts]
    found = deciding.blockers_of(posts)
    shown = {one.post.id: card for one, card in zip(found, cards.cards_of(found), strict=True)}
    mine = [one for one in found if acts and allows(g.actor, Permission.ANSWER_DECIDE, one)]
    return {
        "blockers": shown,
        "decides": {one.post.id for one in mine},
        "ties": ties.choices(topic.session, topic),
        "tie": request.args.get("about") or ties.usual(topic.session, topic),
        "asked": _asked(topic, mine, form, where),
    }


def _asked(
    topic: Topic, mine: list[Blocker], form: Form | None, where: str
) -> dict[str, Any] | None:
    """The blocker that is to be decided on now, and what may follow on it."""
    chosen, kind = request.args.get("blocker", ""), request.args.get("kind", "")
    typed = form if isinstance(form, DecisionForm) else None
    if typed is not None:
        chosen = where.removeprefix("decision-")
    asked = next((one for one in mine if one.post.id == chosen), None)
    if asked is None:
        return None
    if typed is None and kind in KINDS:
        typed = decision_form(kind, asked.key_result, formdata=None)
    able = answers.kinds_on(asked)
    return {
        "card": cards.cards_of([asked])[0],
        "kinds": {one: said for one, said in words.kinds().items() if one in able},
        "icons": words.ICONS,
        "ways": {one: _way(topic, chosen, one) for one in able},
        "form": typed,
        "offered": hops.offered(g.actor, chosen),
        "alike": cards.cards_of(deciding.alike(g.actor, asked, mine)),
        "also": request.form.getlist("also"),
        "sent_to": url_for("deciding.decide", about=f"{topic.id}.{chosen}"),
    }


def _way(topic: Topic, post: str, kind: str) -> str:
    """Where the form of one kind of decision stands."""
    where = {"topic": topic.id, "blocker": post, "kind": kind}
    return f"{url_for('retro.session', retro=topic.session_id)}?{urlencode(where)}#dec"

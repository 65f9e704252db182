"""What the page of a session shows, and what of it is the same for everybody who only reads."""

from collections.abc import Mapping
from typing import Any

from flask import render_template

from portal.core import clock
from portal.core.directory import directory
from portal.core.text import markdown
from portal.retro import collecting, figures, phases, polls, ready, words
from portal.retro.models import Phase, Session, Topic
from portal.retro.table import table_of
from portal.voice import rendering

# What nobody may: the parts for everybody hold no forms, and nothing that only some may read.
NOBODY: Mapping[str, Any] = {
    "runs": False,
    "judges": False,
    "may": lambda *_asked: False,
    "faulty": None,
    "where": "",
}


def shown(session: Session, topic_id: str | None = None, *, acts: bool) -> dict[str, Any]:
    """What the middle and the clock of a session's page are drawn of; for who acts, more of it."""
    table = table_of(session, topic_id, acts=acts)
    return {
        "session": session,
        "table": table,
        "bodies": rendering.bodies(table.posts.values()),
        "phases": words.phases(),
        "endings": words.endings(),
        "states": words.states(),
        "markdown": markdown,
        "today": clock.today(),
        "left": phases.left(session),
        "ends": phases.ends(session),
        "until": phases.until(session),
        **_of_phase(session),
        **_of_polls(session, table.opened),
    }


def _of_phase(session: Session) -> dict[str, Any]:
    """What one phase alone shows."""
    if session.phase == Phase.COLLECT:
        return {"crowd": collecting.crowd(session), "columns": words.columns(session)}
    if session.phase in {Phase.SAFETY, Phase.VOTE, Phase.CLOSING}:
        question = words.asked().get(polls.OF_PHASE.get(session.phase, ""))
        return {"crowd": collecting.crowd(session, "ballot"), "question": question}
    if session.phase == Phase.ICEBREAKER:
        return {"question": words.questions()[session.question]}
    return {"standings": figures.standings(session)} if session.phase == Phase.FIGURES else {}


def _of_polls(session: Session, topic: Topic | None) -> dict[str, Any]:
    """What was asked and came of it, and how many are ready of those who can say so."""
    return {
        "asked": polls.asked(session),
        "told": polls.told(session, topic.id if topic else None),
        "asked_words": words.asked(),
        "ready": ready.count(session),
        "voters": collecting.crowd(session, "ballot"),
    }


def parts(session: Session) -> dict[str, str]:
    """The parts of the page as everybody gets them who may do nothing but read."""
    seen = {**shown(session, acts=False), **NOBODY}
    drawn = {
        "rail": render_template(
            "retro/_rail.html",
            phases=seen["phases"],
            phase=session.phase,
            way=phases.way(session),
            spent=phases.spent(session),
        ),
        "led": render_template(
            "retro/_led.html", session=session, names=directory().names({session.owner_id})
        ),
        "top": render_template("retro/_top.html", **seen),
        "mid": render_template("retro/_middle.html", **seen),
    }
    return {name: html.strip() for name, html in drawn.items()}

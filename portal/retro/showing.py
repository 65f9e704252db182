"""What the page of a session shows, and what of it is the same for everybody who only reads."""

from collections.abc import Mapping
from typing import Any

from flask import render_template

from portal.core import clock
from portal.core.directory import directory
from portal.core.text import markdown
from portal.retro import collecting, figures, phases, words
from portal.retro.models import Phase, Session
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
        **_of_phase(session),
    }


def _of_phase(session: Session) -> dict[str, Any]:
    """What one phase alone shows."""
    if session.phase in {Phase.COLLECT, Phase.VOTE}:
        kind = "card" if session.phase == Phase.COLLECT else "ballot"
        return {"crowd": collecting.crowd(session, kind), "columns": words.columns(session)}
    if session.phase == Phase.ICEBREAKER:
        return {"question": words.questions()[session.question]}
    return {"standings": figures.standings(session)} if session.phase == Phase.FIGURES else {}


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

"""What the page of a session shows, and what of it is the same for everybody who only reads."""

from collections.abc import Mapping
from typing import Any

from flask import render_template

from portal.core import clock
from portal.core.directory import directory
from portal.core.text import markdown
from portal.retro import collecting, explaining, figures, phases, undoing, words
from portal.retro.models import Phase, Session
from portal.retro.table import Table, table_of
from portal.voice import rendering

# What nobody may: the parts for everybody hold no forms, and nothing that only some may read.
NOBODY: Mapping[str, Any] = {
    "runs": False,
    "judges": False,
    "may": lambda *_asked: False,
    "faulty": None,
    "where": "",
    "editing": "",
    "chosen": (),
}


def shown(session: Session, topic_id: str | None = None, *, acts: bool) -> dict[str, Any]:
    """What the middle and the clock of a session's page are drawn of; for who acts, more of it."""
    table = table_of(session, topic_id, acts=acts)
    bodies = rendering.bodies(table.posts.values())
    said = {id_: body.striptags() for id_, body in bodies.items()} | dict(table.texts)
    return {
        "session": session,
        "table": table,
        "bodies": bodies,
        "phases": words.phases(),
        "endings": words.endings(),
        "states": words.states(),
        "markdown": markdown,
        "today": clock.today(),
        "left": phases.left(session),
        "ends": phases.ends(session),
        "titles": explaining.titles(table.topics, said),
        **_of_phase(session),
        **(_of_grouping(session, table, said) if session.phase == Phase.GROUP else {}),
    }


def _of_phase(session: Session) -> dict[str, Any]:
    """What one phase alone shows."""
    if session.phase in {Phase.COLLECT, Phase.VOTE}:
        kind = "card" if session.phase == Phase.COLLECT else "ballot"
        return {"crowd": collecting.crowd(session, kind), "columns": words.columns(session)}
    if session.phase == Phase.ICEBREAKER:
        return {"question": words.questions()[session.question]}
    return {"standings": figures.standings(session)} if session.phase == Phase.FIGURES else {}


def _of_grouping(session: Session, table: Table, said: Mapping[str, str]) -> dict[str, Any]:
    """Why topics were suggested, and what was done last."""
    step = undoing.last(session)
    return {
        "why_of": explaining.shared(table.topics, said),
        "step": step,
        "did": explaining.told(step, said) if step else "",
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

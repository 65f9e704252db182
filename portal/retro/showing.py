"""What the page of a session shows, and what of it is the same for everybody who only reads."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template

from portal.core import clock
from portal.core.directory import directory
from portal.core.forms import Form
from portal.core.text import markdown
from portal.retro import (
    collecting,
    explaining,
    figures,
    phases,
    polls,
    ready,
    recurring,
    service,
    summary,
    talking,
    ties,
    undoing,
    words,
)
from portal.retro.models import Phase, Session, Topic
from portal.retro.table import Table, table_of
from portal.voice import rendering
from portal.voice.candour import bounds

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


def shown(
    session: Session,
    topic_id: str | None = None,
    form: Form | None = None,
    where: str = "",
    *,
    acts: bool,
) -> dict[str, Any]:
    """What the middle and the clock of a session's page are drawn of; for who acts, more of it.

    `form` came back with faults from the part named `where`.
    """
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
        "until": phases.until(session),
        "titles": explaining.titles(table.topics, said),
        **_of_phase(session, table, lambda: talking.context(table, form, where, acts=acts)),
        **(_of_grouping(session, table, said) if session.phase == Phase.GROUP else {}),
        **_of_polls(session, table.opened),
    }


def _of_phase(session: Session, table: Table, talk: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What one phase alone shows."""
    made: dict[str, Callable[[], dict[str, Any]]] = {
        Phase.SAFETY: lambda: _question(session),
        Phase.ICEBREAKER: lambda: {"question": words.questions()[session.question]},
        Phase.REVIEW: lambda: {"repeated": recurring.repeated(service.before(session))},
        Phase.FIGURES: lambda: {"standings": figures.standings(session), **bounds()},
        Phase.COLLECT: lambda: {
            "crowd": collecting.crowd(session),
            "columns": words.columns(session),
        },
        Phase.DISCUSS: talk,
        Phase.ACTIONS: lambda: {"ties": ties.choices(session), "tie": ties.usual(session)},
        Phase.CLOSING: lambda: _question(session),
        Phase.CLOSED: lambda: summary.context(session, table),
    }
    return made[session.phase]() if session.phase in made else {}


def _question(session: Session) -> dict[str, Any]:
    """What the step asks as long as it lasts."""
    return {"question": words.asked()[polls.OF_PHASE[session.phase]]}


def _of_polls(session: Session, topic: Topic | None) -> dict[str, Any]:
    """What was asked and came of it, and how many are ready of those who can say so."""
    return {
        "poll": polls.asked(session),
        "told": polls.told(session, topic.id if topic else None),
        "asked_words": words.asked(),
        "ready": ready.count(session),
        "voters": collecting.crowd(session, "ballot"),
    }


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
            session=session,
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

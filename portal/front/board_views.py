"""You said, we did: on the screen, on the wall and on the television of the break room."""

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock, paper
from portal.core.access import Permission, needs
from portal.core.directory import branches, part_of
from portal.core.languages import gettext as _
from portal.core.languages import locale
from portal.core.memory import NOTHING, kept
from portal.core.settings import settings
from portal.core.unchanged import unchanged
from portal.core.web import page_number
from portal.front import board_rows, fragments
from portal.front.frames import framed
from portal.okr import service as okr
from portal.okr.models import GOALS
from portal.voice import counts, rows
from portal.voice.models import COUNTS
from portal.voice.rows import Row

pages = Blueprint("board", __name__, url_prefix="/in")

SIZE, OPEN = 20, 10
# A television shows so many rows, for so many seconds.
SLIDE, SECONDS = 4, 20


@pages.get("/board")
@needs(Permission.OKR_READ)
@unchanged
def show() -> ResponseReturnValue:
    """The board; ?tv for a television, which turns its pages by itself."""
    page = page_number()
    if "tv" in request.args:
        return _drawn("board/tv.html", page, SLIDE)
    # What waits tells how many hours are left; a role may have a way to the paraphrases.
    key = ("board", page, locale(), clock.today(), clock.now().hour, g.actor.role)
    main = kept(key, lambda: _drawn("board/_board.html", page, SIZE).encode())
    return Response(framed("board/board.html", _("You said, we did"), {"main": main}))


def _drawn(template: str, page: int, size: int) -> str:
    decided, waiting = board_rows.drawn(page=page, size=size, most=OPEN)
    talked = board_rows.talked(page=page, size=size)
    # Most changes change nothing of it.
    key = (template, page, locale(), clock.today(), g.actor.role, decided, talked, waiting)
    return kept(
        key,
        lambda: render_template(
            template,
            rows=decided,
            talked=talked,
            waiting=waiting,
            page=page,
            more=size in {len(decided), len(talked)},
            seconds=SECONDS,
            qr=paper.qr(f"{settings().url}/say/"),
            address=f"{settings().url.partition('://')[2]}/say",
            today=clock.today(),
        ),
        NOTHING,
    )


@pages.get("/blockers")
@needs(Permission.OKR_READ)
@unchanged
def stuck() -> ResponseReturnValue:
    """Everything that is stuck and has no answer yet, for everybody."""
    page, team = page_number(), request.args.get("team", "")
    # What waits tells how many hours are left.
    key = ("stuck", page, team, locale(), clock.today(), clock.now().hour)
    main = kept(key, lambda: _stuck(page, team).encode())
    return Response(framed("board/stuck.html", _("Stuck"), {"main": main}))


def _stuck(page: int, team: str) -> str:
    teams = kept("branches", branches, "people")
    team = next((one.id for one in teams if one.id == team), "")
    found = kept(("stuck rows", team, page), lambda: _rows(team, page), "voice", GOALS, "people")
    voices = tuple(fragments.drawn(found, goal=True))
    total = None if team else kept("unanswered", counts.unanswered, COUNTS)
    # Most changes change nothing of it.
    return kept(
        ("stuck drawn", page, team, locale(), voices, total, tuple(teams)),
        lambda: render_template(
            "board/_stuck.html",
            voices=voices,
            total=total,
            teams=teams,
            team=team,
            page=page,
            more=len(found) == SIZE,
        ),
        NOTHING,
    )


def _rows(team: str, page: int) -> list[Row]:
    """A page of what is stuck, of a part of the tree or of all."""
    goals = okr.goals_ever_of(part_of(team)) if team else None
    return rows.stuck(goals, page=page, size=SIZE)

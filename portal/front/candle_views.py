"""The wall of candles, and the candles of one key result by themselves."""

from collections.abc import Iterable, Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.core import clock
from portal.core.access import Permission, needs
from portal.core.directory import Branch
from portal.core.languages import locale
from portal.core.memory import kept
from portal.core.packing import packed
from portal.core.unchanged import unchanged
from portal.core.web import page_number
from portal.front import candles, kline
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.voice.crowds import places

pages = Blueprint("candles", __name__, url_prefix="/in")


@pages.get("/candles")
@needs(Permission.OKR_READ)
@unchanged
@packed
def wall() -> ResponseReturnValue:
    """Every key result of a cycle, week by week."""
    name = request.args.get("cycle")
    cycle = okr.find_cycle(name) if name else okr.current_cycle()
    teams = candles.teams_of(cycle) if cycle else []
    asked, page, size = _asked(teams), page_number(), candles.SIZE
    cells = candles.wall(cycle, asked) if cycle else ()
    shown = cells[(page - 1) * size : page * size]
    as_table = request.args.get("as") == "table"
    key = ("wall drawn", cycle and cycle.id, asked, page, as_table, locale(), clock.today())
    return render_template(
        "front/candles.html",
        cycle=cycle,
        cycles=[(one.name, one.name) for one in okr.cycles()],
        teams=teams,
        asked=asked,
        as_table=as_table,
        drawn=kept(key, lambda: _drawn(shown, as_table=as_table), "okr", "people"),
        number=len(shown),
        page=page,
        more=len(cells) > page * size,
    )


def _drawn(cells: Sequence[candles.Cell], *, as_table: bool) -> Markup:
    # The template has escaped what it was given.
    html = render_template("front/_candle_wall.html", cells=cells, as_table=as_table)
    return Markup(html)  # noqa: S704


@pages.get("/krs/<id:kr>/candles")
@needs(Permission.OKR_READ, okr.find_key_result)
@unchanged
def closer(kr: KeyResult) -> ResponseReturnValue:
    """The candles of a key result, to be looked at closer; without a script as they are drawn."""
    found = kline.kline_of(kr, places([kr.id])[kr.id])
    return render_template(
        "front/kr_candles.html", kr=kr, chart=found, told=kline.told(found, kr) if found else None
    )


def _asked(teams: Iterable[Branch]) -> candles.Asked:
    """What was asked for, of what there is: this page echoes nothing else (core.packing)."""
    team = request.args.get("team", "")
    shown, order = request.args.get("shown", ""), request.args.get("order", "")
    return candles.Asked(
        team if team in {one.id for one in teams} else "",
        shown if shown in candles.SHOWN else "",
        order if order in candles.ORDERS else candles.ORDERS[0],
    )

"""The page of a key result, put together from parts that are each kept while they say the same."""

from collections.abc import Callable, Iterable, Mapping

from flask import render_template
from markupsafe import Markup

from portal.core import clock
from portal.core.access import Permission, may
from portal.core.directory import directory
from portal.core.languages import locale
from portal.core.memory import kept
from portal.front import fragments, kline, pages, standing
from portal.okr import outcomes, questions, readings, versions
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.remarks import rendering as remarks
from portal.remarks.models import Place
from portal.retro import agreed, listing
from portal.voice import candour, rows
from portal.voice.crowds import places, thresholds

# What the chart of a key result is drawn of; who an answer names is one of them.
CHARTED = ("okr", "voice", "counts", "answers", "retro", "people")


def parts_of(kr: pages.Heading, page: int, size: int) -> Mapping[str, bytes]:
    """The page under its frame: nothing of a session, for whoever has the same rights."""
    asked = (Permission.OKR_UPDATE, Permission.OKR_ASK, Permission.RETRO_OPEN)
    rights = tuple(may(one, kr) for one in asked)
    # What is still to be decided tells how many hours are left.
    key = ("key result", kr.id, page, size, *_now(), clock.now().hour, rights)
    return kept(key, lambda: _parts(kr, page, size, rights))


def _now() -> tuple[object, ...]:
    return locale(), clock.today()


def _parts(kr: pages.Heading, page: int, size: int, rights: object) -> dict[str, bytes]:
    def part(name: str, make: Callable[[], str], key: object, *rooms: str) -> bytes:
        return kept((name, kr.id, *_now(), key), lambda: make().encode(), *rooms)

    asked = thresholds()
    around = ("place", kr.id, asked, fragments.outline())
    place = kept(around, lambda: places([kr.id])[kr.id], "people")
    shown = (place, page, size, asked, clock.now().hour, fragments.called())
    return {
        "head": part("head", lambda: _head(okr.find_key_result(kr.id)), rights, "okr", "people"),
        "asked": part("asked", lambda: _asked(kr), None, "okr", "people"),
        "chart": part("chart", lambda: _chart(kr, place), place, *CHARTED),
        "candour": part(
            "candour", lambda: _candour(kr), candour.bounds()["fewest"], "okr", "voice"
        ),
        "said": part(
            "said", lambda: _said(kr, place, (page, size), asked.texts), shown, "voice", "answers"
        ),
        "remarks": part(
            "remarks", lambda: remarks.latest(Place.KR, kr.id), None, "remarks", "people"
        ),
        "side": part("updates", lambda: _updates(kr), None, "okr")
        + part("agreed", lambda: agreed.about(kr.id), None, "retro", "people")
        + part("sessions", lambda: _sessions(kr), None, "retro"),
    }


def _head(kr: KeyResult) -> str:
    return render_template(
        "front/_kr_head.html",
        kr=kr,
        owner=kept(("owner", kr.owner_id, locale()), lambda: _name(kr.owner_id), "people"),
        speakable=okr.runs(kr),
        figures=pages.figures(kr),
        turns=versions.turns_of(kr.id),
        ending=outcomes.endings([kr.objective_id]).get(kr.objective_id),
        why=[*standing.why(kr.objective), kr.objective],
    )


def _name(account_id: str) -> str | None:
    return directory().names({account_id}).get(account_id)


def _said(kr: pages.Heading, place: str, part: tuple[int, int], fewest: int) -> str:
    page, size = part
    found = rows.published({kr.id, place}, page=page, size=size)
    said = list(zip(found, fragments.drawn(found, goal=place != kr.id), strict=True))
    return render_template(
        "front/_kr_said.html",
        kr=kr,
        voices=_joined(html for row, html in said if row.kind == "blocker"),
        comments=_joined(html for row, html in said if row.kind == "comment"),
        under=pages.under(kr.id, place),
        fewest=fewest,
        page=page,
        more=len(found) == size,
    )


def _chart(kr: pages.Heading, place: str) -> str:
    goal = okr.find_key_result(kr.id)
    chart = kline.kline_of(goal, place)
    return render_template("front/_kr_kline.html", kr=goal, chart=chart) if chart else ""


def _asked(kr: pages.Heading) -> str:
    asked = questions.standing(kr.id)
    name = _name(asked.account_id) if asked else None
    return render_template("front/_kr_question.html", kr=kr, asked=asked, name=name or "")


def _candour(kr: pages.Heading) -> str:
    goal = okr.find_key_result(kr.id)
    gaps, speakable = candour.gaps_of(goal), okr.runs(goal) and goal.listed
    # Of what is over and was never asked about, nothing is missing.
    if not gaps and not speakable:
        return ""
    shown = {"kr": kr, "gaps": gaps, "speakable": speakable} | candour.bounds()
    return render_template("front/_kr_candour.html", **shown)


def _updates(kr: pages.Heading) -> str:
    return render_template("front/_kr_updates.html", kr=kr, past=readings.latest(kr.id, size=12))


def _sessions(kr: pages.Heading) -> str:
    return render_template("front/_kr_sessions.html", sessions=listing.sessions_about(kr.id))


def _joined(parts: Iterable[Markup]) -> Markup:
    # Markup's own join looks at each part again.
    return Markup("".join(parts))  # noqa: S704

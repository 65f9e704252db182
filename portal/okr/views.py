"""The objectives of a cycle, and checking in on a key result."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import submit
from portal.core.unchanged import unchanged
from portal.core.web import page_number
from portal.okr import drafters, outcomes, readings, rounds, service, words
from portal.okr.forms import CheckInForm
from portal.okr.models import CheckIn, KeyResult, Objective
from portal.okr.progress import freshness, score, too_easy
from portal.okr.units import as_written

# How sure somebody is who has not said so yet.
MIDDLE = 5

pages = Blueprint("okr", __name__, url_prefix="/in")


@pages.get("/objectives")
@needs(Permission.OKR_READ)
@unchanged
def objectives() -> ResponseReturnValue:
    """Every objective of a cycle with its key results, as a tree."""
    name = request.args.get("cycle")
    cycle = service.find_cycle(name) if name else service.current_cycle()
    found = service.objectives_of(cycle) if cycle else []
    owners = {kr.owner_id for one in found for kr in one.key_results} | {o.owner_id for o in found}
    return render_template(
        "okr/objectives.html",
        cycle=cycle,
        cycles=service.cycles(),
        roots=_children(found, None),
        children={one.id: _children(found, one.id) for one in found},
        names=directory().names(owners),
        teams=directory().teams(),
        readings=readings.values(kr.id for one in found for kr in one.key_results),
        today=clock.today(),
        score=score,
        stretch=words.stretch,
        too_easy=too_easy(kr for one in found for kr in one.key_results),
        freshness=freshness,
        endings=outcomes.endings(one.id for one in found),
        drafts=bool(drafters.teams_of(g.actor)),
    )


def _children(found: Sequence[Objective], parent: str | None) -> list[Objective]:
    known = {one.id for one in found}
    if parent is None:
        roots = [one for one in found if one.parent_id not in known]
        # What most others stand under comes first.
        return sorted(roots, key=lambda root: -len(_children(found, root.id)))
    return [one for one in found if one.parent_id == parent]


@pages.route("/krs/<id:kr>/check-ins", methods=["GET", "POST"])
@needs(Permission.OKR_UPDATE, service.find_key_result)
def check_in(kr: KeyResult) -> ResponseReturnValue:
    """Say where a key result stands; what was said last is filled in."""
    form = CheckInForm(data=_last(kr) if request.method == "GET" else None)

    def act() -> None:
        with transaction():
            readings.check_in(g.actor, kr, form.value.data, form.confidence.data, form.note.data)

    if submit(form, act):
        return redirect(_onward(kr))
    page = page_number()
    past = readings.latest(kr.id, page=page)
    return render_template(
        "okr/check_in.html",
        kr=kr,
        form=form,
        past=past,
        last=next(iter(readings.latest(kr.id, size=1)), None),
        left=len(rounds.left(g.actor.id, clock.today())) if _in_a_round() else 0,
        names=directory().names({one.account_id for one in past}),
        page=page,
    ), form.status


@pages.post("/krs/<id:kr>/no-change")
@needs(Permission.OKR_UPDATE, service.find_key_result)
def no_change(kr: KeyResult) -> ResponseReturnValue:
    """Say that a key result stands where it stood, as sure as before."""
    last = _last(kr)
    with transaction():
        readings.check_in(g.actor, kr, last["value"], last["confidence"], "")
    return redirect(_onward(kr))


def _in_a_round() -> bool:
    return "round" in request.args


def _onward(kr: KeyResult) -> str:
    """In a round to what is left of it, and home after the last; else to the page of the goal."""
    if not _in_a_round():
        return url_for("front.key_result", kr=kr.id)
    left = rounds.left(g.actor.id, clock.today())
    if left:
        return url_for("okr.check_in", kr=left[0].id, round=1, saved=1)
    return url_for("front.home", saved="round")


@pages.route("/check-ins/<id:reading>/correct", methods=["GET", "POST"])
@needs(Permission.OKR_UPDATE, readings.find)
def correct(reading: CheckIn) -> ResponseReturnValue:
    """Say what an update should have been; both stay to be seen."""
    kr = reading.key_result
    said = {"confidence": reading.confidence, "note": reading.note}
    given = said | {"value": as_written(reading.value)}
    form = CheckInForm(data=given if request.method == "GET" else None)

    def act() -> None:
        with transaction():
            readings.correct(
                g.actor, reading, form.value.data, form.confidence.data, form.note.data
            )

    if submit(form, act):
        return redirect(url_for("okr.check_in", kr=kr.id))
    return render_template("okr/correct.html", kr=kr, form=form, reading=reading), form.status


def _last(kr: KeyResult) -> dict[str, Any]:
    """What a new check-in begins with: no change is to be one tap."""
    before = next(iter(readings.latest(kr.id, size=1)), None)
    return {"value": as_written(kr.current), "confidence": before.confidence if before else MIDDLE}

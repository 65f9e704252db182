"""The radar of formalism, what owners write beside its signs, and the page of leaders."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import submit
from portal.core.unchanged import unchanged
from portal.core.web import page_number
from portal.okr import service as okr
from portal.remarks.forms import RemarkForm
from portal.truth import leading, page, spots, words
from portal.truth.spots import Spot
from portal.truth.tree import Tree
from portal.voice import candour
from portal.voice.candour import bounds

pages = Blueprint("truth", __name__, url_prefix="/in")

# So many of the widest gaps stand on the radar itself.
WIDEST = 3


@pages.get("/radar")
@needs(Permission.OKR_READ)
@unchanged
def radar() -> ResponseReturnValue:
    """What stands out in a quarter, each sign with its figure and its goals."""
    name, part = request.args.get("cycle"), page_number()
    cycle = okr.find_cycle(name) if name else okr.current_cycle()
    return render_template(
        "truth/radar.html",
        cycle=cycle,
        cycles=okr.cycles(),
        found=page.of_cycle(cycle, part) if cycle else None,
        gaps=[one for one in candour.of_cycle(cycle)[:WIDEST] if one.is_wide] if cycle else [],
        page=part,
        **bounds(),
    )


@pages.get("/candour")
@needs(Permission.OKR_READ)
@unchanged
def candour_gaps() -> ResponseReturnValue:
    """Where people and owners see key results differently, the farthest apart first."""
    name, part = request.args.get("cycle"), page_number()
    cycle = okr.find_cycle(name) if name else okr.current_cycle()
    found = candour.of_cycle(cycle) if cycle else ()
    return render_template(
        "truth/candour.html",
        cycle=cycle,
        gaps=found[(part - 1) * page.SIZE : part * page.SIZE],
        more=len(found) > part * page.SIZE,
        page=part,
        **bounds(),
    )


@pages.get("/radar/<spot>")
@needs(Permission.OKR_READ, spots.find)
@unchanged
def sign(spot: Spot) -> ResponseReturnValue:
    """One sign: the goals behind it, and what those say who answer for them."""
    return _sign(spot, RemarkForm(formdata=None))


@pages.post("/radar/<spot>")
@needs(Permission.RADAR_ANNOTATE, spots.find)
def annotate(spot: Spot) -> ResponseReturnValue:
    """Write beside a sign under one's own name."""
    form = RemarkForm()

    def act() -> None:
        with transaction():
            spots.annotate(g.actor, spot, form.body.data)

    if submit(form, act):
        return redirect(url_for("truth.sign", spot=spot.word))
    return _sign(spot, form)


def _sign(spot: Spot, form: RemarkForm) -> ResponseReturnValue:
    found, part = page.at(spot), page_number()
    goals = page.evidence(found.told[0].signal) if found else []
    notes = spots.annotations(spot, {one.objective.id for one in goals})
    first, last = (part - 1) * page.SIZE, part * page.SIZE
    return render_template(
        "truth/sign.html",
        spot=spot,
        title=words.words()[spot.code].title,
        sign=found,
        evidence=goals[first:last],
        notes=notes[first:last],
        more=max(len(goals), len(notes)) > last,
        titles={one.objective.id: one.objective.title for one in goals},
        names=directory().names({one.account_id for one in notes}),
        spot_of=spots.of_objective,
        form=form,
        page=part,
    ), form.status


@pages.get("/leaders")
@needs(Permission.OKR_READ)
@unchanged
def leaders() -> ResponseReturnValue:
    """When leaders last updated their own goals, beside their teams; and the worst three."""
    cycle, today, part = okr.current_cycle(), clock.today(), page_number()
    objectives = okr.objectives_of(cycle) if cycle else []
    lines = leading.beside(leading.leaders(objectives, Tree()), today)
    return render_template(
        "truth/leaders.html",
        words=words.beside,
        lines=lines[(part - 1) * page.SIZE : part * page.SIZE],
        more=len(lines) > part * page.SIZE,
        worst=leading.worst(objectives, today),
        page=part,
    )

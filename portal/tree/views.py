"""The tree of a cycle, moving an objective in it, and the shares of departments."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import submit
from portal.core.packing import packed
from portal.core.unchanged import unchanged
from portal.okr import service as okr
from portal.okr.models import Objective
from portal.tree import drawing, moving, service
from portal.tree.forms import ShareForm, move_form, share_form, sought
from portal.tree.models import Share
from portal.tree.soundness import Fault

pages = Blueprint("tree", __name__, url_prefix="/in")


@pages.get("/tree")
@needs(Permission.OKR_READ)
@unchanged
@packed
def whole() -> ResponseReturnValue:
    """Every objective of a cycle under what it is for. Compressed: it echoes nothing of a query."""
    name = request.args.get("cycle")
    cycle = okr.find_cycle(name) if name else okr.current_cycle()
    fault = request.args.get("fault", "")
    asked = Fault(fault) if fault in set(Fault) else None
    found = drawing.drawn(cycle, asked) if cycle else None
    return render_template(
        "tree/whole.html",
        cycle=cycle,
        cycles=okr.cycles(),
        found=found,
        asked=asked,
        movable=drawing.movable(cycle, g.actor) if cycle else (),
    )


@pages.route("/objectives/<id:objective>/move", methods=["GET", "POST"])
@needs(Permission.OKR_ALIGN, okr.find_objective)
def move(objective: Objective) -> ResponseReturnValue:
    """Move an objective under another goal, or to the top."""
    # What was sent may be none of the first few.
    chosen = request.form.get("place") or request.args.get("under", "")
    found = moving.places(objective, sought(), chosen)
    form = move_form(found, chosen)
    came: list[moving.Moved] = []

    def act() -> None:
        with transaction():
            came.append(moving.move(g.actor, objective, form.place.data))

    if submit(form, act):
        return redirect(
            url_for("objectives.objective", objective=objective.id, saved=came[0].value)
        )
    owners = {goal.owner_id for goal in found}
    return render_template(
        "tree/move.html",
        objective=objective,
        form=form,
        found=found,
        words=sought(),
        chosen=chosen,
        names=directory().names(owners),
        teams=directory().teams(),
    ), form.status


@pages.route("/objectives/<id:objective>/shares", methods=["GET", "POST"])
@needs(Permission.OKR_ALIGN, okr.find_objective)
def shares(objective: Objective) -> ResponseReturnValue:
    """Ask another department to take on a part."""
    form: ShareForm = share_form(objective)

    def act() -> None:
        with transaction():
            service.ask(g.actor, objective, form.team.data, form.percent.data, form.what.data)

    if submit(form, act):
        return redirect(url_for("objectives.objective", objective=objective.id, saved="shared"))
    return render_template(
        "tree/shares.html",
        objective=objective,
        form=form,
        parts=service.parts(objective),
        teams=directory().teams(),
    ), form.status


@pages.post("/shares/<id:share>/accept")
@needs(Permission.SHARE_ACCEPT, service.find_share)
def accept(share: Share) -> ResponseReturnValue:
    """Take on what one's own department was asked for."""
    with transaction():
        service.accept(g.actor, share)
    return redirect(url_for("objectives.objective", objective=share.objective_id, saved="shared"))


@pages.post("/shares/<id:share>/end")
@needs(Permission.SHARE_END, service.find_share)
def end(share: Share) -> ResponseReturnValue:
    """Let a department out of it."""
    objective = share.objective_id
    with transaction():
        service.end(g.actor, share)
    return redirect(url_for("objectives.objective", objective=objective, saved="ended"))

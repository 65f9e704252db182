"""Changing published goals with a reason, saying how they ended, and what was learned."""

from dataclasses import asdict

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import submit
from portal.core.unchanged import unchanged
from portal.core.web import page_number
from portal.okr import changing, findings, outcomes, service, versions
from portal.okr.change_forms import KeyResultForm, ObjectiveForm, OutcomeForm
from portal.okr.models import KeyResult, Objective
from portal.okr.outcomes import Ending

pages = Blueprint("changes", __name__, url_prefix="/in")


@pages.route("/objectives/<id:objective>/edit", methods=["GET", "POST"])
@needs(Permission.OKR_EDIT, service.find_objective)
def objective(objective: Objective) -> ResponseReturnValue:
    """Call an objective something else; what it was called is kept."""
    form = ObjectiveForm(data={"title": objective.title} if request.method == "GET" else None)

    def act() -> None:
        with transaction():
            words = (form.title.data, form.reason.data, form.let())
            changing.change_objective(g.actor, objective, *words)

    if submit(form, act):
        return _back(objective, "changed")
    found = changing.found_in_title(objective, form.title.data) if form.legible else []
    return render_template(
        "okr/edit_objective.html",
        objective=objective,
        form=form,
        found=found,
        told=findings.tell(found, form.title.data, objective=True),
    ), form.status


@pages.route("/krs/<id:kr>/edit", methods=["GET", "POST"])
@needs(Permission.OKR_EDIT, service.find_key_result)
def key_result(kr: KeyResult) -> ResponseReturnValue:
    """Aim a key result elsewhere; its figure of today, check-ins and posts stay."""
    known = asdict(versions.aim_of(kr)) | {"source": kr.source}
    form = KeyResultForm(data=known if request.method == "GET" else None)

    def act() -> None:
        with transaction():
            changing.change_key_result(g.actor, kr, form.aim(), form.reason.data, form.let())
            versions.read_from(g.actor, kr, form.source.data)

    if submit(form, act):
        return _back(kr.objective, "changed")
    found = changing.found_in_aim(kr, form.aim()) if form.legible else []
    return render_template(
        "okr/edit_key_result.html",
        kr=kr,
        form=form,
        found=found,
        told=findings.tell(found, form.title.data),
    ), form.status


@pages.route("/objectives/<id:objective>/outcome", methods=["GET", "POST"])
@needs(Permission.OKR_EDIT, service.find_objective)
def outcome(objective: Objective) -> ResponseReturnValue:
    """Say how an objective ended, and what was learned."""
    said = outcomes.outcome_of(objective.id)
    form = OutcomeForm(obj=said)

    def act() -> None:
        with transaction():
            if form.ending.data == "open":
                outcomes.reopen(g.actor, objective)
            else:
                outcomes.end(g.actor, objective, Ending(form.ending.data), form.learning())

    if submit(form, act):
        return _back(objective, "ended-goal")
    return render_template("okr/outcome.html", objective=objective, form=form), form.status


def _back(objective: Objective, saved: str) -> ResponseReturnValue:
    return redirect(url_for("objectives.objective", objective=objective.id, saved=saved))


@pages.get("/objectives/learnings")
@needs(Permission.OKR_READ)
@unchanged
def learnings() -> ResponseReturnValue:
    """What was learned from how objectives ended, the latest cycle first."""
    page = page_number()
    found = outcomes.learnings(page=page)
    names = directory().names({one.account_id for one in found})
    return render_template(
        "okr/learnings.html",
        found=found,
        page=page,
        more=len(found) == 20,
        names=names,
        teams=directory().teams(),
    )

"""One objective: its key results, what it stands under, and what hangs under it."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import submit
from portal.core.unchanged import unchanged
from portal.front import standing
from portal.okr import findings, mounts, outcomes, service, versions
from portal.okr.forms import AnswerForm, MountForm, mount_form
from portal.okr.models import KeyResult, Mount, Objective

pages = Blueprint("objectives", __name__, url_prefix="/in")


@pages.get("/objectives/<id:objective>")
@needs(Permission.OKR_READ, service.find_objective)
@unchanged
def objective(objective: Objective) -> ResponseReturnValue:
    """Where an objective stands among the others."""
    return _objective(objective)


def _objective(
    one: Objective, *, asking: MountForm | None = None, answer: AnswerForm | None = None
) -> ResponseReturnValue:
    here, below = mounts.of_objective(one), mounts.under(one)
    past, ended = versions.versions_of(one), outcomes.outcome_of(one.id)
    waived = versions.waiver_of(one)
    goals = [one, *one.key_results, *(found.over for found in here), *(m.objective for m in below)]
    sent = asking or answer
    page = render_template(
        "okr/objective.html",
        objective=one,
        above=here,
        below=below,
        children=service.children_of(one),
        place=standing.place_of(one),
        asking=asking or mount_form(one, formdata=None),
        answer=answer or AnswerForm(formdata=None),
        past=past,
        sentence=findings.fault_sentence,
        outcome=ended,
        waiver=waived,
        names=directory().names(_people(goals, (*past, ended, waived))),
        teams=directory().teams(),
        is_result=lambda goal: isinstance(goal, KeyResult),
    )
    return page, sent.status if sent else 200


def _people(goals: Iterable[Any], acts: Iterable[Any]) -> set[str]:
    """Who answers for these goals, and who did something to them."""
    return {goal.owner_id for goal in goals} | {act.account_id for act in acts if act}


@pages.post("/objectives/<id:objective>/mounts")
@needs(Permission.OKR_ALIGN, service.find_objective)
def ask(objective: Objective) -> ResponseReturnValue:
    """Ask to hang it under a goal of another team."""
    form = mount_form(objective)

    def act() -> None:
        with transaction():
            mounts.ask(g.actor, objective, form.place.data)

    if submit(form, act):
        return redirect(url_for("objectives.objective", objective=objective.id, saved="asked"))
    return _objective(objective, asking=form)


@pages.post("/mounts/<id:mount>")
@needs(Permission.OKR_ALIGN, mounts.find_mount)
def answer(mount: Mount) -> ResponseReturnValue:
    """Let it hang under one's own goal, or decline."""
    form, below = AnswerForm(), service.objective_of(mount.over)
    accept = request.form.get("answer") == "accept"

    def act() -> None:
        with transaction():
            mounts.answer(g.actor, mount, accept=accept, words=form.words.data)

    if submit(form, act):
        return redirect(url_for("objectives.objective", objective=below.id, saved="answered"))
    return _objective(below, answer=form)


@pages.post("/mounts/<id:mount>/end")
@needs(Permission.OKR_UNMOUNT, mounts.find_mount)
def end(mount: Mount) -> ResponseReturnValue:
    """Take it from under the goal, or take back the wish."""
    objective = mount.objective_id
    with transaction():
        mounts.end(g.actor, mount)
    return redirect(url_for("objectives.objective", objective=objective, saved="ended"))

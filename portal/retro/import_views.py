"""Taking in a session of another tool: its table is shown first, then all of it or nothing."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock, grids, headings
from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.errors import Invalid
from portal.core.forms import submit
from portal.core.languages import gettext as _
from portal.core.present import day as in_words
from portal.core.tables import Faults
from portal.retro import heads, importing, service, taking_back, taking_in, words
from portal.retro.heads import Reading, Role
from portal.retro.import_forms import FileForm, TakeForm
from portal.retro.importing import Plan
from portal.retro.models import Session
from portal.retro.views import offer_goals

pages = Blueprint("bringing", __name__, url_prefix="/in/retros")


@pages.route("/import", methods=["GET", "POST"])
@needs(Permission.RETRO_OPEN)
def take_in() -> ResponseReturnValue:
    """Choose a file and see what is in it; nothing is written yet, nor kept by the server."""
    if "content" in request.form:
        return _confirm()
    form, found = FileForm(), []

    def act() -> None:
        found.append(heads.read(form.grid(), _names()))

    if not submit(form, act):
        return render_template("retro/import.html", form=form), form.status
    return _shown(_begun(found[0]), found[0], found[0].roles, found[0].left_out)


def _names() -> frozenset[str]:
    return frozenset(one.name for one in directory().people())


def _begun(reading: Reading) -> TakeForm:
    """The form as it is first seen: named for its day, the table without its persons in it."""
    day = min(reading.day or clock.today(), clock.today())
    known = {"title": _("Retrospective of %(day)s", day=in_words(day)), "day": day}
    known |= {"content": grids.written(reading.grid), "tool": reading.tool}
    form = TakeForm(formdata=None, data=known)
    offer_goals(form)
    return form


def _confirm() -> ResponseReturnValue:
    """Look at it with other columns, or take in all of it."""
    form, taken = TakeForm(), []
    offer_goals(form)
    # Read as if it were new: what a browser sends back is believed no more than a file.
    reading = heads.read(grids.read_text(form.content.data or ""), _names())
    form.content.data = grids.written(reading.grid)
    form.tool.data = form.tool.data if form.tool.data in words.tools() else "table"
    roles = headings.chosen(request.form.getlist("role"), reading.roles, Role)

    def act() -> None:
        plan = _plan(form, reading, roles)
        doubts = taking_in.doubted(plan)
        with transaction():
            taken.append(taking_in.take_in(g.actor, plan, form.about(), doubts).id)

    # Faulty lines are told by the page: with them there is nothing to take.
    with suppress(Faults):
        if request.form.get("go") == "take" and submit(form, act):
            return redirect(url_for("retro.session", retro=taken[0]))
    return _shown(form, reading, roles, request.form.getlist("left_out"))


def _plan(form: TakeForm, reading: Reading, roles: Sequence[Role]) -> Plan:
    """What the table holds. Raises Invalid or Faults."""
    return importing.plan(reading.grid, roles, whole=form.tool.data == "parabol")


def _shown(
    form: TakeForm, reading: Reading, roles: Sequence[Role], left_out: Sequence[str]
) -> ResponseReturnValue:
    made = _made(form, reading, roles)
    page = render_template(
        "retro/import.html",
        form=form,
        grid=reading.grid,
        chosen=roles,
        roles=words.columns_of_tables(),
        tool=words.tools()[form.tool.data],
        left_out=left_out,
        **made,
    )
    return page, 422 if made["faults"] and not form.refused else form.status


def _made(form: TakeForm, reading: Reading, roles: Sequence[Role]) -> dict[str, Any]:
    """What will become of it: the plan, or what stands against it."""
    try:
        plan = _plan(form, reading, roles)
    except Faults as found:
        return {"plan": None, "faults": list(found), "why": "", "strange": []}
    except Invalid as refused:
        return {"plan": None, "faults": [], "why": refused.message, "strange": []}
    whose = taking_in.owners(plan.promises())
    strange = sorted({one.owner for one in plan.promises() if one.owner} - set(whose))
    return {"plan": plan, "faults": [], "why": "", "strange": strange}


@pages.post("/<id:retro>/take-back")
@needs(Permission.RETRO_RUN, service.find_session)
def take_back(retro: Session) -> ResponseReturnValue:
    """Take a session back that came from another tool, with all that came with it."""
    with transaction():
        taking_back.take_back(g.actor, retro)
    return redirect(url_for("retro.sessions"))

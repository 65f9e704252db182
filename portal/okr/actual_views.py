"""Readings of many key results from a file: shown first, then the whole file or nothing."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, allows, needs
from portal.core.db import transaction
from portal.core.forms import submit
from portal.core.tables import Faults
from portal.okr.actual_forms import ActualsForm
from portal.okr.actuals import COLUMNS, Actual, read_actuals, take_actuals
from portal.okr.models import KeyResult

pages = Blueprint("actuals", __name__, url_prefix="/in")


def _may(one: KeyResult) -> bool:
    return allows(g.actor, Permission.OKR_UPDATE, one)


@pages.route("/objectives/actuals", methods=["GET", "POST"])
@needs(Permission.OKR_READ)
def take_in() -> ResponseReturnValue:
    """Take in the readings of a CSV file of key results that one may update."""
    form = ActualsForm()
    rows: list[Actual] = []
    faults: list[tuple[int, str]] = []
    table: list[bytes] = []

    def act() -> None:
        table.append(form.table())
        try:
            rows.extend(read_actuals(table[0], _may))
        except Faults as found:
            faults.extend(found)

    if submit(form, act) and rows and form.content.data:
        with transaction():
            take_actuals(rows, g.actor)
        return redirect(url_for("okr.objectives", saved="actuals"))
    return render_template(
        "okr/actuals.html",
        form=form,
        rows=rows,
        faults=faults,
        columns=",".join(COLUMNS),
        shown_content=table[0].decode("utf-8-sig") if rows else "",
    ), 422 if faults else form.status

"""Taking in goals: a file is shown first, its columns named, then all of it or nothing."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import audit, grids, headings
from portal.core.access import Permission, needs
from portal.core.books import Table
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.errors import Invalid
from portal.core.forms import submit
from portal.core.grids import Grid
from portal.core.tables import Faults
from portal.okr import columns, words
from portal.okr.columns import Role
from portal.okr.import_forms import FileForm, TakeForm, take_form
from portal.okr.planning import plan
from portal.okr.taking_in import take_okrs

pages = Blueprint("okr_import", __name__, url_prefix="/in/objectives/import")

_CELL = re.compile(r"cell-(\d{1,4})-(\d{1,2})")


@dataclass(frozen=True)
class Shown:
    """The tables of a file, which of them is looked at, and what its columns are."""

    tables: Sequence[Table]
    place: int
    roles: tuple[Role, ...]

    @property
    def table(self) -> Table:
        """The one that is looked at."""
        return self.tables[self.place]


@pages.route("", methods=["GET", "POST"])
@needs(Permission.OKR_IMPORT)
def take_in() -> ResponseReturnValue:
    """Choose a file and see what is in it; nothing is written yet, nor kept by the server."""
    if "content" in request.form:
        return _confirm()
    form = FileForm()
    found: list[Table] = []

    def act() -> None:
        found.extend(form.tables())

    if not submit(form, act):
        return render_template("okr/import.html", form=form), form.status
    shown = Shown(found, 0, columns.guess(found[0].grid))
    return _show(take_form(g.actor, shown.table, formdata=None), shown)


def _confirm() -> ResponseReturnValue:
    """Look at it again with other columns or mended cells, or take in all of it."""
    shown = _sent()
    form = take_form(g.actor, shown.table)
    taken: list[str] = []

    def act() -> None:
        made = plan(shown.table.grid, shown.roles, form.about(g.actor))
        with transaction():
            taken.append(take_okrs(made.rows, columns.tool(shown.table.grid)))
            audit.record(g.actor, "import", taken[0])
        taken.append(made.rows[0].cycle)

    # Faulty lines are told by the page: with them there is nothing to take.
    with suppress(Faults):
        if request.form.get("go", "take") == "take" and submit(form, act):
            return redirect(url_for("okr.objectives", cycle=taken[1], taken=taken[0]))
    return _show(form, shown)


def _sent() -> Shown:
    """What a browser sends back, read as if it were new: it is believed no more than a file."""
    texts, names = request.form.getlist("content"), request.form.getlist("name")
    named = [*names, *[""] * len(texts)]
    tables = [Table(name, grids.read_text(text)) for name, text in zip(named, texts, strict=False)]
    place = min(max(request.form.get("table", 0, int), 0), len(tables) - 1)
    mended = _mended(tables[place].grid)
    tables[place] = replace(tables[place], grid=mended)
    # What was chosen for the columns of one table says nothing of another.
    same = request.form.get("shown", 0, int) == place
    wanted = request.form.getlist("role") if same else []
    return Shown(tables, place, headings.chosen(wanted, columns.guess(mended), Role))


def _mended(grid: Grid) -> Grid:
    """The table with the cells that somebody typed anew."""
    lines = [list(line) for line in grid.lines]
    for name, typed in request.form.items():
        found = _CELL.fullmatch(name)
        if found and 2 <= int(found[1]) < len(lines) + 2 and int(found[2]) < len(grid.heads):
            lines[int(found[1]) - 2][int(found[2])] = grids.cleaned(typed)
    return Grid(grid.heads, tuple(map(tuple, lines)))


def _show(form: TakeForm, shown: Shown) -> ResponseReturnValue:
    made = _made(form, shown)
    page = render_template(
        "okr/import.html",
        form=form,
        shown=shown,
        grid=shown.table.grid,
        written=grids.written,
        roles=words.columns(),
        tool=words.tools()[columns.tool(shown.table.grid)],
        teams=directory().teams(),
        **made,
    )
    refused = made["faults"] or made["why"]
    return page, 422 if refused and not form.refused else form.status


def _made(form: TakeForm, shown: Shown) -> Mapping[str, Any]:
    """What will become of it, or what stands against it, with the lines that are to be mended."""
    found: dict[str, Any] = {"plan": None, "faults": [], "why": "", "mend": []}
    try:
        found["plan"] = plan(shown.table.grid, shown.roles, form.about(g.actor))
    except Faults as faults:
        lines = dict.fromkeys(number for number, _fault in faults)
        found |= {"faults": list(faults), "mend": list(lines)[:20]}
    except Invalid as refused:
        found["why"] = refused.message
    return found

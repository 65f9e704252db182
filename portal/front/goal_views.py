"""Goals as files: taken along, printed, and what was imported and how it is taken back."""

from collections.abc import Callable, Sequence
from datetime import date

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.access import Permission, needs
from portal.core.attach import attached
from portal.core.db import transaction
from portal.core.forms import Form, submit
from portal.core.web import page_number
from portal.front import goals_back, goals_files, goals_told
from portal.okr import service, taking_back, words
from portal.okr.models import Cycle, OkrImport
from portal.okr.told import Row

pages = Blueprint("goals", __name__, url_prefix="/in/objectives")

SIZE = 20


Writer = Callable[[Sequence[Row]], bytes]


@pages.get("/export.csv")
@needs(Permission.OKR_READ)
def export_csv() -> ResponseReturnValue:
    """Everything that one reads of goals, as rows for a spreadsheet."""
    return _file("csv", goals_files.csv)


@pages.get("/export.xlsx")
@needs(Permission.OKR_READ)
def export_xlsx() -> ResponseReturnValue:
    """The same as a workbook."""
    return _file("xlsx", goals_files.xlsx)


@pages.get("/export.json")
@needs(Permission.OKR_READ)
def export_json() -> ResponseReturnValue:
    """The same for programs."""
    return _file("json", goals_files.as_json)


@pages.get("/export.md")
@needs(Permission.OKR_READ)
def export_markdown() -> ResponseReturnValue:
    """The same as Markdown."""
    return _file("md", goals_files.markdown)


def _file(kind: str, write: Writer) -> ResponseReturnValue:
    name = f"okr-{clock.today().isoformat()}"
    return attached(name, kind, write(goals_told.rows_of(_cycles())))


def _cycles() -> Sequence[Cycle]:
    """The cycle that was asked for, else all of them."""
    name = request.args.get("cycle")
    return [service.find_cycle(name)] if name else service.cycles()


@pages.get("/print")
@needs(Permission.OKR_READ)
def on_paper() -> ResponseReturnValue:
    """A cycle to be printed, or saved as PDF."""
    name = request.args.get("cycle")
    cycle = service.find_cycle(name) if name else service.current_cycle()
    told = goals_told.rows_of([cycle] if cycle else [])
    return render_template("okr/print.html", cycle=cycle, objectives=_by_objective(told))


def _by_objective(told: Sequence[Row]) -> dict[str, dict[str, list[Row]]]:
    """The rows by objective and by key result, as they stand below each other on paper."""
    found: dict[str, dict[str, list[Row]]] = {}
    for row in told:
        found.setdefault(row.objective, {}).setdefault(row.key_result, []).append(row)
    return found


def day_of(brought: OkrImport) -> date:
    """The day on which something was imported."""
    return date.fromisoformat(brought.minute[:10])


@pages.get("/imports")
@needs(Permission.OKR_IMPORT)
def imports() -> ResponseReturnValue:
    """What was imported, the latest first, and whether it can be taken back."""
    return _imports(Form(formdata=None))


def _imports(form: Form) -> ResponseReturnValue:
    page = page_number()
    found = taking_back.imports(page=page, size=SIZE)
    answer = render_template(
        "okr/imports.html",
        form=form,
        found=[
            (one, day_of(one), taking_back.made_by(one), goals_back.why_not(one)) for one in found
        ],
        tools=words.tools(),
        page=page,
        size=SIZE,
    )
    return answer, form.status


@pages.post("/imports/<id:brought>/take-back")
@needs(Permission.OKR_IMPORT, taking_back.find_import)
def take_back(brought: OkrImport) -> ResponseReturnValue:
    """Take back all that an import made, or say why not."""
    form = Form()

    def act() -> None:
        with transaction():
            goals_back.take_back(brought, g.actor)

    if submit(form, act):
        return redirect(url_for("goals.imports", saved="back"))
    return _imports(form)

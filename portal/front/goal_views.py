"""Goals as files: what was imported and how it is taken back."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.forms import Form, submit
from portal.core.web import page_number
from portal.front import goals_back
from portal.okr import taking_back, words
from portal.okr.models import OkrImport

pages = Blueprint("goals", __name__, url_prefix="/in/objectives")

SIZE = 20


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
        found=[(one, taking_back.made_by(one), goals_back.why_not(one)) for one in found],
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

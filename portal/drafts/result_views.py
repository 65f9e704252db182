"""The key results of a draft: one sentence fills the fields, with or without a script."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.forms import submit
from portal.drafts import service
from portal.drafts.checking import check_result
from portal.drafts.filling import filled
from portal.drafts.forms import ResultForm, result_form, shown, written_of
from portal.drafts.models import Draft, DraftResult
from portal.okr import findings
from portal.wording import read

pages = Blueprint("draft_results", __name__, url_prefix="/in/drafts")


@pages.route("/<id:draft>/results", methods=["GET", "POST"])
@needs(Permission.OKR_DRAFT, service.find_draft)
def add(draft: Draft) -> ResponseReturnValue:
    """Add a key result."""
    return _page(draft, result_form(draft), lambda form: service.add_result(draft, form.written()))


@pages.route("/results/<id:result>", methods=["GET", "POST"])
@needs(Permission.OKR_DRAFT, service.find_result)
def change(result: DraftResult) -> ResponseReturnValue:
    """Write a key result anew."""
    data = written_of(result) if request.method == "GET" else None
    form = result_form(result.draft, data=data)
    return _page(
        result.draft,
        form,
        lambda sent: service.change_result(result, sent.written()),
        result,
    )


def _page(
    draft: Draft,
    form: ResultForm,
    act: Callable[[ResultForm], object],
    result: DraftResult | None = None,
) -> ResponseReturnValue:
    if "fill" in request.form:
        return _shown(draft, _filled(form, draft), result)

    def save() -> None:
        with transaction():
            act(form)

    if submit(form, save):
        return redirect(url_for("drafts.draft", draft=draft.id))
    return _shown(draft, form, result)


def _filled(form: ResultForm, draft: Draft) -> ResultForm:
    """The form again, with what the sentence says; nothing is kept yet."""
    words = form.sentence.data or form.title.data or ""
    fields = filled(words, draft.cycle, clock.today())
    figures = {name: shown(fields[name]) for name in ("baseline", "target")}
    kept = {"responsible": form.responsible.data, "source": form.source.data}
    return result_form(draft, formdata=None, data=fields | figures | kept)


def _shown(draft: Draft, form: ResultForm, result: DraftResult | None) -> ResponseReturnValue:
    title, plain = form.title.data or "", form.plain.data or form.title.data or ""
    before = result.before_id if result else None
    found = check_result(draft, form.written(), before) if title else []
    page = render_template(
        "drafts/result.html",
        draft=draft,
        result=result,
        form=form,
        told=findings.tell(found, title),
        hint=findings.hint(read(plain)) if plain else "",
    )
    return page, form.status


@pages.post("/results/<id:result>/remove")
@needs(Permission.OKR_DRAFT, service.find_result)
def remove(result: DraftResult) -> ResponseReturnValue:
    """Take it out of the draft."""
    with transaction():
        draft = service.remove_result(result)
    return redirect(url_for("drafts.draft", draft=draft.id))

"""Asking the floor about a key result, and what was asked before."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import submit
from portal.core.web import page_number
from portal.front.question_forms import QuestionForm
from portal.okr import questions
from portal.okr import service as okr
from portal.okr.models import KeyResult, Question

pages = Blueprint("questions", __name__, url_prefix="/in")


@pages.get("/krs/<id:kr>/questions")
@needs(Permission.OKR_READ, okr.find_key_result)
def about(kr: KeyResult) -> ResponseReturnValue:
    """What was asked about a key result, and a form for who answers for it."""
    return _page(kr, QuestionForm(formdata=None))


@pages.post("/krs/<id:kr>/questions")
@needs(Permission.OKR_ASK, okr.find_key_result)
def ask(kr: KeyResult) -> ResponseReturnValue:
    """Ask the floor, under one's own name."""
    form = QuestionForm()

    def act() -> None:
        with transaction():
            questions.ask(g.actor, kr, form.body.data, form.until.data)

    if submit(form, act):
        return redirect(url_for("questions.about", kr=kr.id))
    return _page(kr, form)


def _page(kr: KeyResult, form: QuestionForm) -> ResponseReturnValue:
    page = page_number()
    found = questions.listed(kr.id, page=page)
    return render_template(
        "okr/questions.html",
        kr=kr,
        standing=questions.standing(kr.id),
        asked=found,
        names=directory().names({one.account_id for one in found}),
        runs=okr.runs(kr),
        form=form,
        page=page,
        more=len(found) == questions.PAGE,
    ), form.status


@pages.post("/questions/<id:question>/close")
@needs(Permission.QUESTION_CLOSE, questions.find)
def close(question: Question) -> ResponseReturnValue:
    """Take one's own question down."""
    with transaction():
        questions.close(g.actor, question)
    return redirect(url_for("questions.about", kr=question.key_result_id))

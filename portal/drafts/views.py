"""Drafts of objectives: the list, one draft, publishing it, and what goes on from last time."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.forms import Form, submit
from portal.core.web import page_number
from portal.drafts import carrying, checking, publishing, service, serving
from portal.drafts.forms import PublishForm, TitleForm, draft_form
from portal.drafts.models import Draft
from portal.okr import findings, outcomes
from portal.okr.models import Objective
from portal.okr.service import find_objective, quarter
from portal.tree.forms import move_form, sought
from portal.tree.moving import TOP
from portal.wording import read

pages = Blueprint("drafts", __name__, url_prefix="/in")
SHOWN = 5
# Any objective may go on from its own page; here stand the first.
LEFT = 10


@pages.route("/drafts", methods=["GET", "POST"])
@needs(Permission.OKR_READ)
def drafts() -> ResponseReturnValue:
    """One's drafts, the beginning of another, and what may be carried over."""
    form, made = draft_form(g.actor), list[Draft]()

    def act() -> None:
        with transaction():
            words = (form.cycle.data, form.team.data, form.title.data)
            made.append(service.begin(g.actor, *words))

    if submit(form, act):
        return redirect(url_for("drafts.draft", draft=made[0].id))
    page = page_number()
    found = service.drafts_of(g.actor, page=page)
    return render_template(
        "drafts/drafts.html",
        form=form,
        found=found,
        page=page,
        left=carrying.left_over(g.actor)[:LEFT],
        learned=outcomes.learnings(size=SHOWN),
        teams=directory().teams(),
        names=directory().names({one.owner_id for one in found}),
    ), form.status


@pages.route("/drafts/<id:draft>", methods=["GET", "POST"])
@needs(Permission.OKR_DRAFT, service.find_draft)
def draft(draft: Draft) -> ResponseReturnValue:
    """One draft with what was found in it; its objective is written here."""
    form = TitleForm(obj=draft)

    def act() -> None:
        with transaction():
            draft.title = form.title.data

    if submit(form, act):
        return redirect(url_for("drafts.draft", draft=draft.id))
    return _draft(draft, form, PublishForm(formdata=None))


@pages.route("/drafts/<id:draft>/serves", methods=["GET", "POST"])
@needs(Permission.OKR_DRAFT, service.find_draft)
def serves(draft: Draft) -> ResponseReturnValue:
    """Choose which objective it is for."""
    chosen = request.form.get("place") or draft.parent_id or TOP
    found = serving.places(draft, sought(), chosen)
    form = move_form(found, chosen)

    def act() -> None:
        with transaction():
            serving.serve(draft, form.place.data)

    if submit(form, act):
        return redirect(url_for("drafts.draft", draft=draft.id))
    return render_template(
        "drafts/serves.html",
        draft=draft,
        form=form,
        found=found,
        words=sought(),
        chosen=chosen,
        names=directory().names({node.owner_id for node in found}),
        teams=directory().teams(),
    ), form.status


def _draft(one: Draft, form: TitleForm, publish: PublishForm) -> ResponseReturnValue:
    found, sent = checking.check(one), _sent(form, publish)
    publish.reason.flags.required = bool(found.faults)
    page = render_template(
        "drafts/draft.html",
        draft=one,
        form=form,
        publish=publish,
        asks=serving.asks(g.actor, one),
        found=found,
        tell=findings.tell,
        tell_number=findings.tell_number,
        hint=lambda line: findings.hint(read(line)),
        learned=outcomes.learnings(before=quarter(one.cycle)[0], size=SHOWN),
        teams=directory().teams(),
        names=directory().names({one.owner_id, *(kr.responsible_id for kr in one.results)}),
    )
    return page, sent


def _sent(*forms: Form) -> int:
    return max(form.status for form in forms)


@pages.post("/drafts/<id:draft>/publish")
@needs(Permission.OKR_DRAFT, service.find_draft)
def publish(draft: Draft) -> ResponseReturnValue:
    """Let everybody read it, as it stands."""
    form, made = PublishForm(), list[Objective]()

    def act() -> None:
        with transaction():
            made.append(publishing.publish(g.actor, draft, form.reason.data))

    if submit(form, act):
        return redirect(url_for("objectives.objective", objective=made[0].id, saved="published"))
    return _draft(draft, TitleForm(formdata=None, obj=draft), form)


@pages.post("/drafts/<id:draft>/discard")
@needs(Permission.OKR_DRAFT, service.find_draft)
def discard(draft: Draft) -> ResponseReturnValue:
    """Throw it away."""
    with transaction():
        service.discard(g.actor, draft)
    return redirect(url_for("drafts.drafts"))


@pages.post("/objectives/<id:objective>/carry-over")
@needs(Permission.OKR_EDIT, find_objective)
def carry_over(objective: Objective) -> ResponseReturnValue:
    """Go on with an objective in the next cycle, from where it stands."""
    with transaction():
        made = carrying.carry_over(g.actor, objective)
    return redirect(url_for("drafts.draft", draft=made.id))

"""Sessions: the list, opening one, leading it, and its export."""

import json
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock, sheets
from portal.core.access import Permission, may, needs
from portal.core.attach import attached
from portal.core.db import transaction
from portal.core.directory import branches, directory
from portal.core.forms import Form, options, submit
from portal.core.web import page_number
from portal.okr import service as okr
from portal.retro import (
    actions,
    heat,
    listing,
    opening,
    phases,
    rows,
    service,
    taking_back,
    trend,
    words,
)
from portal.retro.export import markdown as export_markdown
from portal.retro.forms import AboutForm, OpenForm, PhaseForm, SettleForm, asking_of, minutes_of
from portal.retro.models import Action, Phase, Session
from portal.retro.showing import shown

pages = Blueprint("retro", __name__, url_prefix="/in")


@pages.route("/retros", methods=["GET", "POST"])
@needs(Permission.RETRO_READ)
def sessions() -> ResponseReturnValue:
    """All sessions; a manager opens another one with POST."""
    if request.method == "POST":
        return _open()
    page = page_number()
    found = listing.sessions(page)
    teams = directory().teams()
    held = {id_: teams[id_] for id_ in trend.teams() if id_ in teams}
    team = next((id_ for id_ in (request.args.get("team"), g.actor.team, *held) if id_ in held), "")
    return render_template(
        "retro/sessions.html",
        teams=held,
        team=team,
        trend=trend.of_team(team or None),
        sessions=found,
        total=listing.count_sessions(),
        page=page,
        size=listing.PAGE,
        names=directory().names({one.owner_id for one in found}),
        phases=words.phases(),
    )


@pages.get("/retros/themes")
@needs(Permission.RETRO_READ)
def themes() -> ResponseReturnValue:
    """Which theme was spoken of about which goal, a quarter at a time."""
    page = page_number()
    found = heat.of_cycle(request.args.get("cycle"), page)
    return render_template("retro/themes.html", heat=found, page=page, size=heat.SIZE)


@needs(Permission.RETRO_OPEN)
def _open() -> ResponseReturnValue:
    form, opened = _open_form(), []

    def act() -> None:
        with transaction():
            ids, minutes = form.key_results.data or [], minutes_of(form)
            opened.append(
                opening.open_session(g.actor, form.title.data, ids, minutes, asking_of(form)).id
            )

    if submit(form, act):
        return redirect(url_for("retro.session", retro=opened[0]))
    return _opening(form)


@pages.get("/retros/new")
@needs(Permission.RETRO_OPEN)
def new() -> ResponseReturnValue:
    """The form to open a session."""
    return _opening(_open_form())


def _opening(form: OpenForm) -> ResponseReturnValue:
    minutes = [form[f"minutes_{phase}"] for phase in phases.MINUTES]
    return render_template("retro/open.html", form=form, minutes=minutes), form.status


def _open_form() -> OpenForm:
    usual = {f"minutes_{phase}": planned for phase, planned in phases.MINUTES.items()}
    known = {"key_results": request.args.getlist("kr"), "format": opening.ASKING.format}
    form = OpenForm(data={**known, **usual})
    form["format"].choices = options(*words.formats().items())
    for phase in phases.MINUTES:
        form[f"minutes_{phase}"].label.text = words.phases()[phase]
    offer_goals(form)
    return form


def offer_goals(form: AboutForm) -> None:
    """Let a form have every goal that its reader may hold a session about."""
    mine = (one for one in okr.open_key_results() if may(Permission.RETRO_OPEN, one))
    form.key_results.choices = options(*((one.id, one.plain) for one in mine))


@pages.get("/retros/<id:retro>")
@needs(Permission.RETRO_READ, service.find_session)
def session(retro: Session) -> ResponseReturnValue:
    """A session in the phase in which it is."""
    return show(retro)


def show(
    retro: Session, form: Form | None = None, where: str = "", topic: str | None = None
) -> ResponseReturnValue:
    """The page of a session; `form` came back with faults from the part named `where`."""
    return render_template(
        "retro/summary.html" if retro.phase == Phase.CLOSED else "retro/session.html",
        phase_form=PhaseForm(formdata=None),
        faulty=form,
        where=where,
        way=phases.way(retro),
        spent=phases.spent(retro),
        coming=phases.following(retro, 1),
        gone=phases.following(retro, -1),
        minutes=phases.minutes(retro, service.before(retro)),
        leaders=directory().managers(),
        editing=request.args.get("edit", ""),
        chosen=request.values.getlist("card"),
        now=round(clock.now().timestamp() * 1000),
        **_of_origin(retro),
        **shown(retro, topic or request.args.get("topic"), form, where, acts=True),
    ), form.status if form else 200


def _of_origin(retro: Session) -> dict[str, Any]:
    """With which tool a session was held, if not with this one."""
    if not retro.origin:
        return {}
    takes_back = taking_back.can_take_back(retro)
    return {"origin": words.tools()[retro.origin], "takes_back": takes_back}


@pages.get("/actions")
@needs(Permission.RETRO_READ)
def open_actions() -> ResponseReturnValue:
    """What retrospectives agreed on and is still to be done, the longest overdue first."""
    page, teams, asked = page_number(), branches(), request.args.get("team", "")
    team = next((one.id for one in teams if one.id == asked), "")
    found = actions.still_open(team=team, page=page)
    return render_template(
        "retro/actions.html",
        actions=found,
        names=directory().names({one.owner_id for one in found}),
        teams=teams,
        team=team,
        page=page,
        more=actions.count_open(team=team) > page * actions.PAGE,
        today=clock.today(),
    )


@pages.route("/actions/<id:action>", methods=["GET", "POST"])
@needs(Permission.ACTION_SETTLE, actions.find_action)
def action(action: Action) -> ResponseReturnValue:
    """Say what became of an action: its owner at any time, or the next session's table."""
    form = SettleForm(data={"state": action.state, "why": action.why})

    def act() -> None:
        with transaction():
            actions.settle(g.actor, action, form.state.data, form.why.data)

    if submit(form, act):
        looking = request.form.get("retro", "")
        back = url_for("retro.session", retro=looking) if looking else url_for("front.home")
        return redirect(back)
    names = directory().names({action.owner_id})
    return render_template("retro/action.html", action=action, form=form, names=names), form.status


@pages.get("/retros/<id:retro>/export.md")
@needs(Permission.RETRO_READ, service.find_session)
def export(retro: Session) -> ResponseReturnValue:
    """The session as a Markdown file, at any time."""
    return _file(retro, "md", export_markdown(retro).encode())


@pages.get("/retros/<id:retro>/export.csv")
@needs(Permission.RETRO_READ, service.find_session)
def export_csv(retro: Session) -> ResponseReturnValue:
    """The same as rows for a spreadsheet."""
    return _file(retro, "csv", sheets.csv_of(rows.heading(), rows.rows(retro)))


@pages.get("/retros/<id:retro>/export.xlsx")
@needs(Permission.RETRO_READ, service.find_session)
def export_xlsx(retro: Session) -> ResponseReturnValue:
    """The same as a workbook."""
    made = sheets.xlsx_of(retro.title, rows.heading(), rows.rows(retro))
    return _file(retro, "xlsx", made)


@pages.get("/retros/<id:retro>/export.json")
@needs(Permission.RETRO_READ, service.find_session)
def export_json(retro: Session) -> ResponseReturnValue:
    """The same for programs."""
    made = json.dumps(rows.as_json(retro), ensure_ascii=False, indent=1)
    return _file(retro, "json", made.encode())


def _file(retro: Session, kind: str, content: bytes) -> Response:
    return attached(f"retro-{retro.started.isoformat()}", kind, content)

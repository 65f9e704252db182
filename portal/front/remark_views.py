"""What people say under their own name about a key result, a blocker or a topic."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.answers.service import find_blocker
from portal.core.access import Permission, needs
from portal.core.db import transaction
from portal.core.directory import directory
from portal.core.errors import Conflict, Missing
from portal.core.forms import submit
from portal.core.languages import gettext as _
from portal.core.web import page_number
from portal.okr import service as okr
from portal.remarks import service
from portal.remarks.forms import RemarkForm
from portal.remarks.models import Place, Remark
from portal.retro import service as retro
from portal.voice import rendering

pages = Blueprint("remarks", __name__, url_prefix="/in/remarks")


@dataclass(frozen=True)
class Subject:
    """What a remark is about: where, its id, its words, and its page."""

    place: Place
    id: str
    title: str
    href: str
    # Nothing is said here under a name, for good.
    nameless: bool = False


def _key_result(id_: str) -> Subject:
    found = okr.find_key_result(id_)
    return Subject(Place.KR, id_, found.plain, url_for("front.key_result", kr=id_))


def _blocker(id_: str) -> Subject:
    post = find_blocker(id_).post
    text = rendering.texts([post])[post.id]
    return Subject(Place.BLOCKER, id_, text, url_for("answers.blocker", post=id_))


def _topic(id_: str) -> Subject:
    found = retro.find_topic(id_)
    href = url_for("retro.session", retro=found.session_id)
    return Subject(Place.TOPIC, id_, found.title, href, found.session.anonymous)


FIND: dict[str, Callable[[str], Subject]] = {
    Place.KR: _key_result,
    Place.BLOCKER: _blocker,
    Place.TOPIC: _topic,
}


def find_subject(word: str) -> Subject:
    """What a word like kr.ID means. Raises Missing."""
    place, _dot, id_ = word.partition(".")
    if place not in FIND:
        raise Missing(_("There is nothing here to talk about."))
    return FIND[place](id_)


@pages.get("/<about>")
@needs(Permission.OKR_READ, find_subject)
def about(about: Subject) -> ResponseReturnValue:
    """All that was said about it under a name, and a form to say more."""
    return _page(about, RemarkForm(formdata=None))


@pages.post("/<about>")
@needs(Permission.OKR_READ, find_subject)
def say(about: Subject) -> ResponseReturnValue:
    """Say something about it under one's own name."""
    form = RemarkForm()

    def act() -> None:
        if about.nameless:
            raise Conflict(_("This session is anonymous: nothing is said here under a name."))
        with transaction():
            service.say(g.actor, about.place, about.id, form.body.data)

    if submit(form, act):
        return redirect(url_for("remarks.about", about=f"{about.place}.{about.id}"))
    return _page(about, form)


def _page(about: Subject, form: RemarkForm, editing: Remark | None = None) -> ResponseReturnValue:
    page = page_number()
    found = service.listed(about.place, about.id, page=page)
    return render_template(
        "remarks/remarks.html",
        about=about,
        word=f"{about.place}.{about.id}",
        remarks=found,
        former=service.former(one.id for one in found),
        names=directory().names({one.account_id for one in found}),
        form=form,
        editing=editing,
        page=page,
        more=len(found) == service.PAGE,
    ), form.status


@pages.route("/<id:remark>/edit", methods=["GET", "POST"])
@needs(Permission.REMARK_EDIT, service.find)
def edit(remark: Remark) -> ResponseReturnValue:
    """Change one's own remark; everybody can read what it said before."""
    form = RemarkForm(data={"body": remark.body})
    subject = find_subject(f"{remark.place}.{remark.subject}")

    def act() -> None:
        with transaction():
            service.edit(g.actor, remark, form.body.data)

    if submit(form, act):
        return redirect(url_for("remarks.about", about=f"{remark.place}.{remark.subject}"))
    return _page(subject, form, remark)


@pages.post("/<id:remark>/take-back")
@needs(Permission.REMARK_EDIT, service.find)
def take_back(remark: Remark) -> ResponseReturnValue:
    """Take one's own remark back, with all that it said."""
    word = f"{remark.place}.{remark.subject}"
    with transaction():
        service.take_back(g.actor, remark)
    return redirect(url_for("remarks.about", about=word))

"""Reporting that somebody asks who wrote a blocker: one tap, and nobody is told who tapped."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.answers import hunting
from portal.answers.service import Blocker, find_blocker
from portal.core.access import Permission, needs
from portal.core.db import transaction

pages = Blueprint("hunting", __name__, url_prefix="/in/blockers")


@pages.post("/<id:post>/hunting")
@needs(Permission.HUNTING_REPORT, find_blocker)
def report(post: Blocker) -> ResponseReturnValue:
    """Report the decision or reply named in the form."""
    with transaction():
        hunting.report(post.post.id, request.form.get("said", ""))
    return redirect(url_for("answers.blocker", post=post.post.id, saved="hunting"))

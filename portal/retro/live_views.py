"""A session for a page that asks again and again: of one that listens, portal.hub takes care."""

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.languages import locale
from portal.core.refusals import for_programs
from portal.retro import service
from portal.retro.live import message
from portal.retro.models import Session

pages = Blueprint("live", __name__, url_prefix="/in/live")


@pages.get("/retros/<id:retro>")
@for_programs
@needs(Permission.RETRO_READ, service.find_session)
def session(retro: Session) -> ResponseReturnValue:
    """The latest message of a session, or 304 for who has it; no stream, which 204 says."""
    if "text/event-stream" in request.headers.get("Accept", ""):
        return Response(status=204)
    tag = f"{retro.version}-{locale()}"
    known = request.if_none_match.contains(tag)
    answer = Response(status=304) if known else jsonify(message(retro.id, locale()))
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "no-store"
    return answer

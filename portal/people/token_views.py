"""Collecting tokens: the only address where who you are meets what you may say later."""

from typing import Any

from flask import Blueprint, g, jsonify, request
from flask.typing import ResponseReturnValue

from portal.core.access import Permission, needs
from portal.core.refusals import for_programs
from portal.people import issuance

pages = Blueprint("tokens", __name__, url_prefix="/in")


def _body() -> Any:
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


@pages.post("/tokens")
@for_programs
@needs(Permission.TOKEN_COLLECT)
def collect() -> ResponseReturnValue:
    """Sign this member's blinded messages (protocol 4); nothing about when is written down."""
    entry, blinded = issuance.read_request(_body())
    signatures = issuance.collect(g.actor.id, entry, blinded, issuance.folder())
    return jsonify(v=1, kid=entry.kid, signatures=signatures)

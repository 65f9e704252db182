"""A seat in the room of a session, for whoever scans its QR: it knows of nobody who that is."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from portal.core.access import open_to_all
from portal.core.refusals import for_programs
from portal.people import issuance
from portal.retro import seating
from portal.voice import envelope, gate

pages = Blueprint("seats", __name__, url_prefix="/say")
FIELDS = ("room", "kid", "blinded")


@pages.post("/join")
@open_to_all
@for_programs
def join() -> ResponseReturnValue:
    """Sign what a device has blinded, for the secret of a room that is open."""
    found = gate.opened(request, envelope.SEAT)
    envelope.only(found, FIELDS)
    secret = envelope.taken(found, "room", seating.SECRET_BYTES)
    asked = {name: found[name] for name in ("v", "kid", "blinded")}
    entry, blinded = issuance.read_request(asked)
    gate.check_origin(request)
    session = seating.room_of(entry.scope, secret)
    signatures = issuance.seat(entry, blinded, session.seats, issuance.folder())
    return jsonify(v=1, kid=entry.kid, signatures=signatures)

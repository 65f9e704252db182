"""The room's QR: for minutes whoever scans it takes a seat, without an account (protocol 8)."""

import hashlib
import hmac
from datetime import timedelta

from portal.anonymity.encoding import b64u
from portal.anonymity.keystore import Keystore
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import Conflict, Gone, Invalid
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.retro import collecting, phases, service
from portal.retro.models import Phase, Session
from portal.retro.versions import touch
from portal.voice.keys import keys_folder

MOST_SEATS = 200
SECRET_BYTES = 16


def open_room(actor: Actor, session: Session, seats: int, minutes: int) -> None:
    """Let in whoever scans the QR, up to so many in all, for so many minutes from now.

    Opened again it has another QR. Raises Invalid for figures that cannot be, Conflict before the
    session has keys and once it is closed.
    """
    phases.check_open(session)
    if not 1 <= seats <= MOST_SEATS or not 1 <= minutes <= phases.LONGEST:
        raise Invalid(
            _(
                "1 to %(seats)d seats, for 1 to %(most)d minutes.",
                seats=MOST_SEATS,
                most=phases.LONGEST,
            )
        )
    if collecting.key_of(session) is None:
        raise Conflict(_("The keys of this session are not made yet. Try again in a minute."))
    session.seats, session.seats_until = seats, clock.utc() + timedelta(minutes=minutes)
    touch(session)
    audit.record(actor, "retro", session.id)


def close_room(actor: Actor, session: Session) -> None:
    """Let nobody in any more; whoever sits keeps the seat."""
    session.seats_until = None
    touch(session)
    audit.record(actor, "retro", session.id)


def is_open(session: Session) -> bool:
    """True while the QR lets in."""
    if session.seats_until is None or session.phase == Phase.CLOSED:
        return False
    return clock.utc() < session.seats_until


def address(session: Session) -> str | None:
    """What the QR says; None when nobody is let in. The secret stands behind the #."""
    if not is_open(session):
        return None
    return f"{settings().url}/say/join/{session.id}#{b64u(_secret(session))}"


def _secret(session: Session) -> bytes:
    """HMAC-SHA256 under the pepper of the session's ballots, which is destroyed with them."""
    key = collecting.key_of(session, "ballot")
    until = session.seats_until
    if key is None or until is None:
        raise Conflict(_("The keys of this session are not made yet. Try again in a minute."))
    said = f"portal/room/1{session.id}{until.isoformat()}"
    pepper = Keystore(keys_folder()).pepper(key.kid)
    return hmac.digest(pepper, said.encode(), hashlib.sha256)[:SECRET_BYTES]


def room_of(session_id: str, secret: bytes) -> Session:
    """The session whose QR says this. Raises Gone when it lets nobody in, or another one does."""
    session = service.find_session(session_id)
    if not is_open(session) or not hmac.compare_digest(_secret(session), secret):
        raise Gone(_("The room is closed. Ask whoever leads the session to open it."), "closed")
    return session

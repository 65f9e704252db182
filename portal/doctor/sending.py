"""What the portal tells people by mail and chat: whether it can be handed over. Nothing is sent."""

from portal.anonymity.sealing import Destroyed, SealBroken
from portal.config import Settings
from portal.doctor.findings import Finding, broken, fine, unasked
from portal.notify import chat, rooms, smtp
from portal.notify.delivery import Undelivered
from portal.notify.models import ChatRoom

OUTSIDE = "See that this machine may reach it, and what PORTAL_SMTP_URL says."


def look(settings: Settings) -> list[Finding]:
    """The mail server, and every chat room."""
    return [mail(settings), *map(room, rooms.all_rooms())]


def mail(settings: Settings) -> Finding:
    """The mail server answers, lets us in, and keeps what it hears from others."""
    if not settings.mails:
        return unasked("No mail is sent: PORTAL_SMTP_URL is not set, or this is a demo.")
    try:
        with smtp.connected(settings.smtp_url.get_secret_value()) as server:
            # What it says to it is no matter; that it says something is.
            server.noop()
    except Undelivered as error:
        return broken(f"The mail server does not take mail: {error.fault}.", OUTSIDE)
    except OSError as error:
        return broken(f"The mail server went away: {type(error).__name__}.", OUTSIDE)
    return fine("The mail server answers and lets us in.")


def room(found: ChatRoom) -> Finding:
    """A chat room's address can be opened and its service be reached; the room hears nothing."""
    try:
        address, _secret = rooms.open_address(found)
        chat.reach(address)
    except (Destroyed, SealBroken):
        said = f"The address of the chat room {found.name} cannot be opened: its key is gone."
        return broken(said, "Remove the room and add it again.")
    except Undelivered as error:
        said = f"The chat room {found.name} cannot be reached: {error.fault}."
        return broken(said, "Let this machine reach the service on port 443, or remove the room.")
    return fine(f"The service of the chat room {found.name} answers.")

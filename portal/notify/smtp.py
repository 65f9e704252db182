"""Handing a mail to the organisation's mail server, and what may be said of how that went."""

import contextlib
import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from portal.notify.delivery import Doubtful, Refused, Undelivered

PATIENCE = 10.0
# Faults of the server, whatever the mail.
NOBODY, CLOSED = "no-connection", "no-admission"
AWAY = {NOBODY, CLOSED}
PERMANENT = 500


def send(url: str, mail: EmailMessage) -> None:
    """Hand over one mail. Raises Undelivered, or Refused, or Doubtful."""
    with connected(url) as server:
        try:
            server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            raise _said_no(max(code for code, _why in error.recipients.values())) from error
        except smtplib.SMTPResponseException as error:
            raise _said_no(error.smtp_code) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Doubtful("cut-off") from error


def _said_no(code: int) -> Undelivered:
    return Refused(str(code)) if code >= PERMANENT else Undelivered(str(code))


@contextlib.contextmanager
def connected(url: str) -> Iterator[smtplib.SMTP]:
    """A server that knows us. Raises Undelivered where there is none, or it does not let us in."""
    where = urlsplit(url)
    try:
        server = _connect(where)
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered(NOBODY) from error
    try:
        _introduce(server, where)
        yield server
    finally:
        # What was said is said, however the server takes our leaving.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()


def _connect(where: SplitResult) -> smtplib.SMTP:
    host, secure = where.hostname or "", where.scheme == "smtps"
    if secure:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, where.port or 465, timeout=PATIENCE, context=context)
    return smtplib.SMTP(host, where.port or 587, timeout=PATIENCE)


def _introduce(server: smtplib.SMTP, where: SplitResult) -> None:
    try:
        # A mail may hold a one-time link: over a wire it goes encrypted, or not at all.
        if where.scheme == "smtp" and not is_here(where.hostname or ""):
            server.starttls(context=ssl.create_default_context())
        if where.username:
            server.login(unquote(where.username), unquote(where.password or ""))
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered(CLOSED) from error


def is_here(host: str) -> bool:
    """True for a name or address of this machine itself."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False

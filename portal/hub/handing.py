"""How a live request comes from the one port to the hub: its connection is handed over.

Gunicorn has read the request, as it reads each one, also on a connection that began with a page.
What goes to the hub is the connection itself and a head made anew of a few checked words: nobody
reads a request a second time, so no two can disagree on where it ends.
"""

import re
import socket
from typing import Any

from portal.core.ids import ID

LIVE = re.compile(rf"/in/live/retros/({ID.pattern})")
_QUERY = re.compile(r"[\w=&.-]*", re.ASCII)
# What the hub asks of a browser; the rest stays behind.
_WORDS = {"ACCEPT", "COOKIE", "IF-NONE-MATCH", "LAST-EVENT-ID"}
_BODY = {"CONTENT-LENGTH", "TRANSFER-ENCODING", "UPGRADE", "EXPECT"}
# Of a value that would be more than one: gunicorn lets none through, and neither do we.
_BROKEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
LARGEST = 64 * 1024
# Seconds; a hub that takes longer does not work, and the page asks the portal itself.
PATIENCE = 2.0


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends between gunicorn and the hub: one gives connections, the other takes them."""
    giving, taking = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    giving.settimeout(PATIENCE)
    taking.settimeout(0)
    return giving, taking


def head_of(request: Any) -> bytes | None:
    """The head of a live request as the hub gets it; None for every other request."""
    if request.method != "GET" or not LIVE.fullmatch(request.path) or request.version < (1, 1):
        return None
    fields = {str(name).upper(): str(value) for name, value in request.headers}
    if _BODY & fields.keys():
        return None
    query = request.query if request.query and _QUERY.fullmatch(request.query) else ""
    kept = {name: fields[name] for name in sorted(_WORDS & fields.keys())}
    if any(_BROKEN.search(value) for value in kept.values()):
        return None
    # After its answer the connection ends: what a browser asks next, it asks the portal.
    lines = [f"GET {request.path}{'?' if query else ''}{query} HTTP/1.1", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in kept.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def give(giving: socket.socket, client: socket.socket, head: bytes) -> bool:
    """Hand a connection over; False when the hub does not take it."""
    try:
        socket.send_fds(giving, [head], [client.fileno()])
    except OSError:
        return False
    return True


def take(taking: socket.socket) -> tuple[socket.socket, bytes] | None:
    """The next connection with its head; None when there is none."""
    try:
        head, numbers, _flags, _from = socket.recv_fds(taking, LARGEST, 1)
    except BlockingIOError:
        return None
    return (socket.socket(fileno=numbers[0]), head) if numbers else None

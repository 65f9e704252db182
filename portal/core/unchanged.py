"""Pages that a browser has already: answered 304 before anything is read or drawn.

A page under /in hangs by the main database, its reader, its address, the language, the hour, and
what was built and set. While none of that changes it is the same page, but for the token against
forgery, which stays good for the whole session.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue

from portal.core import clock, memory, web
from portal.core.languages import locale
from portal.core.settings import settings

View = Callable[..., ResponseReturnValue]
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]

MOST = 5000
HOUR = 3600


def unchanged(view: View) -> View:
    """Answer 304 for what the reader's browser has; for views that write nothing."""

    @wraps(view)
    def asked(**words: Any) -> ResponseReturnValue:
        tag = _tag()
        if tag is not None and request.if_none_match.contains_weak(tag):
            return _tagged(Response(status=304), tag)
        # A page that was drawn while something was written is no page of either state.
        response = make_response(view(**words))
        return _tagged(response, tag) if tag and response.status_code == 200 else response

    return asked


def _tagged(response: Response, tag: str) -> Response:
    # Weak: two such pages differ in a token that means the same.
    response.set_etag(tag, weak=True)
    shortcut: Shortcut | None = current_app.extensions.get("unchanged")
    if shortcut is not None:
        shortcut.remember(response.headers["ETag"], request.environ, g.version)
    return response


def _tag() -> str | None:
    """A word for all that the page hangs by; None while this request cannot tell."""
    counted = memory.counted()
    # The first page of a session makes the token that all its pages hold.
    if counted is None or "csrf_token" not in session:
        return None
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    parts: tuple[Hashable, ...] = (
        counted,
        request.full_path,
        (g.actor.id, g.actor.role, g.actor.team, tuple(sorted(g.actor.teams))),
        session.get("epoch"),
        session.get("csrf_token"),
        locale(),
        hour,
        clock.today(),
        _built(),
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _built() -> str:
    """What was built and set, once for each process."""
    found: str | None = current_app.extensions.get("built")
    if found is None:
        known = repr((settings(), web.manifest()))
        found = hashlib.blake2b(known.encode(), digest_size=8).hexdigest()
        current_app.extensions["built"] = found
    return found


class Shortcut:
    """Answers what this process has just answered, before Flask: the same browser, the same page.

    Nothing is decided here: the same signed cookie asks for the same address with the tag that it
    was given for it, in the same hour, and nothing at all was written since.
    """

    def __init__(self, app: Flask, wsgi_app: Wsgi) -> None:
        """Stand before an application."""
        self._app, self._wsgi_app = app, wsgi_app
        self._known: dict[str, tuple[Hashable, ...]] = {}
        app.extensions["unchanged"] = self

    def remember(self, tag: str, environ: Mapping[str, Any], version: Hashable) -> None:
        """This browser was given this tag, or has been told that it has it."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[tag] = _asked(environ, version)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer 304, or let the application answer."""
        tag = environ.get("HTTP_IF_NONE_MATCH", "")
        known = self._known.get(tag) if environ["REQUEST_METHOD"] == "GET" else None
        found: memory.Memory | None = self._app.extensions.get("memory")
        if known is None or found is None or known != _asked(environ, found.version()):
            return self._wsgi_app(environ, start)
        start("304 NOT MODIFIED", [("ETag", tag), ("Cache-Control", "private, no-cache")])
        return []


def _asked(environ: Mapping[str, Any], version: Hashable) -> tuple[Hashable, ...]:
    hour = int(clock.now().timestamp() // HOUR)
    words = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_COOKIE")
    return (version, hour, *(environ.get(word, "") for word in words))

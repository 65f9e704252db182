"""Pages that a browser has already: answered 304 before anything is read or drawn.

A page under /in hangs by the main database, its reader, its address, the language, the hour, and
what was built and set. While none of that changes it is the same page, but for the token against
forgery, which stays good for the whole session.
"""

import hashlib
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any

from flask import Response, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from portal.core import clock, memory, web
from portal.core.settings import settings

View = Callable[..., ResponseReturnValue]


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
        str(get_locale()),
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

"""Who may listen: the portal itself is asked, by its own rules, and says no in its own words."""

from dataclasses import dataclass
from time import monotonic

from flask import Flask, Response, g, session
from flask_babel import gettext as _
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from portal.core.languages import locale
from portal.core.refusals import refuse
from portal.hub.rooms import Admission

JSON = "application/json"
# Of its answer, what a stream does not have.
_NOT_OURS = {"content-type", "content-length", "etag", "set-cookie", "vary"}


@dataclass(frozen=True)
class Asked:
    """What is asked of a browser's request."""

    method: str
    path: str
    query: str
    cookie: str

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for requests that the portal would answer alike."""
        return (self.method, self.path, self.query, self.cookie)


def ask(app: Flask, asked: Asked) -> Response | Admission:
    """Let somebody in, or what the portal answers instead."""
    # Whatever version it has, the page is not drawn: only whether it may be is wanted.
    with app.request_context(_environ(asked, {"If-None-Match": "*"})):
        try:
            answer = app.full_dispatch_request()
        except Exception as error:
            answer = app.handle_exception(error)
        return _admission(asked, answer) if answer.status_code == 304 else answer


def _environ(asked: Asked, more: dict[str, str]) -> dict[str, object]:
    headers = Headers({"Accept": JSON, "Cookie": asked.cookie, **more})
    made = EnvironBuilder(
        asked.path, method=asked.method, query_string=asked.query, headers=headers
    )
    try:
        return made.get_environ()
    finally:
        made.close()


def _admission(asked: Asked, answer: Response) -> Admission:
    retro = asked.path.rpartition("/")[2]
    headers = headers_of(answer)
    return Admission(g.actor.id, session["epoch"], retro, locale(), headers, monotonic())


def headers_of(answer: Response) -> dict[str, str]:
    """What an answer says of itself, but for what belongs to its body or sets a cookie."""
    return {name: value for name, value in answer.headers if name.lower() not in _NOT_OURS}


def too_many(app: Flask, asked: Asked) -> Response:
    """What the portal answers when nobody else can listen."""
    with app.request_context(_environ(asked, {})):
        said = _("Many people look at this at the moment. The page asks again by itself.")
        answer = app.process_response(app.make_response(refuse(503, "not-ready", said)))
        answer.headers["Retry-After"] = "30"
        return answer

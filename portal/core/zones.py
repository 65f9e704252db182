"""The two zones: /in knows who is signed in, everything else knows nobody (protocol 1)."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from portal.core.settings import settings

View = TypeVar("View", bound=Callable[..., Any])
ALONE = "frame-ancestors 'none'"
CSP = (
    f"default-src 'none'; base-uri 'none'; {ALONE}; script-src 'self'; "
    "style-src 'self'; img-src 'self' blob:; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
}


def frameable(view: View) -> View:
    """Let this page stand in frames of the websites that were set; it must take no form."""
    view.frameable = True  # type: ignore[attr-defined]
    return view


def inside(path: str) -> bool:
    """True for the signed-in zone."""
    return path == "/in" or path.startswith("/in/")


class InMemory(Request):
    """A request whose files never touch a disk: what somebody sends leaves nothing in /tmp."""

    def _get_file_stream(self, *_sizes: object, **_names: object) -> BytesIO:
        """Where a file of a form is put while it comes; its size is limited by the request's."""
        return BytesIO()


class InsideSessions(SecureCookieSessionInterface):
    """Sessions for /in alone. Elsewhere Flask gets its null session: writing to it raises."""

    def open_session(self, app: Flask, request: Any) -> Any:
        """The session of a request under /in, else None."""
        return super().open_session(app, request) if inside(request.path) else None

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie, under /in alone."""
        if inside(request.path):
            super().save_session(app, session, response)


def _view() -> object:
    return current_app.view_functions.get(request.endpoint or "")


def protect(response: Response) -> Response:
    """Headers of both zones; what is outside /in is never stored by a browser."""
    response.headers.update(HEADERS)
    framed_by = settings().framed_by
    if framed_by and getattr(_view(), "frameable", False):
        allowed = f"frame-ancestors {' '.join(framed_by)}"
        response.headers["Content-Security-Policy"] = CSP.replace(ALONE, allowed)
    if inside(request.path):
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "private, no-cache")
    else:
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        # What is stored nowhere needs no word on which headers it hangs by.
        response.headers.pop("Vary", None)
    if settings().secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response

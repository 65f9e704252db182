"""What is answered when something goes wrong: one page or JSON, in the reader's language."""

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from portal.core.db import db
from portal.core.errors import Problem, SignedOut
from portal.core.languages import gettext as _
from portal.core.zones import inside

# What the pages of both zones can say of a refusal that no service has put into words.
STATUSES = (400, 403, 404, 405, 409, 413, 415, 429, 500, 503)


def wants_json() -> bool:
    """True for what programs send and ask for, so that they are answered in kind."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


def _words(status: int) -> tuple[str, str]:
    found = {
        400: (
            _("That did not arrive whole"),
            _("Something in the address or the form is not right. Go back and try again."),
        ),
        403: (
            _("This page is not for you"),
            _("Ask the person who runs it, or sign in with another account."),
        ),
        404: (_("There is no such page"), _("It may have moved, or the address was mistyped.")),
        405: (_("There is no such page"), _("It may have moved, or the address was mistyped.")),
        409: (
            _("Somebody was faster"),
            _("This was changed while you were writing. Go back and look at it again."),
        ),
        413: (
            _("That is too much at once"),
            _("Send less: a text of up to 500 characters, a file of up to 1 MB."),
        ),
        415: (
            _("That cannot be read here"),
            _("It was sent in a form that this page does not take."),
        ),
        429: (
            _("Too often in a short time"),
            _("Wait a minute, then try again. Nothing was lost."),
        ),
        500: (
            _("Something broke on our side"),
            _("It is not your fault. Try again in a minute; if it stays, tell your admin."),
        ),
        503: (
            _("Not ready at the moment"),
            _("The service cannot write just now. Keep your text and try again in a few minutes."),
        ),
    }
    return found.get(status, found[400 if status < 500 else 500])


def refuse(status: int, slug: str, message: str | None = None) -> ResponseReturnValue:
    """One answer to everything that goes wrong, as a page or as JSON, in the reader's language."""
    title, advice = _words(status)
    if wants_json():
        return jsonify(v=1, error=slug, message=message or advice), status
    page = "errors/inside.html" if inside(request.path) and g.get("actor") else "errors/say.html"
    return render_template(page, status=status, title=title, advice=message or advice), status


def _on_problem(problem: Problem) -> ResponseReturnValue:
    return refuse(problem.status, problem.code, str(problem.message))


def _on_http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error.response, Response) and error.code is not None and error.code < 400:
        return error.response
    status = error.code or 500
    return refuse(
        status if status in STATUSES else 400, (error.name or "error").lower().replace(" ", "-")
    )


def on_unready(error: Exception) -> ResponseReturnValue:
    """A store or the keys cannot be used: 503, said plainly, with what was typed handed back."""
    current_app.logger.error("%s in %s", type(error).__name__, request.endpoint or "no endpoint")
    db.session.rollback()
    if request.method == "POST" and inside(request.path) and not wants_json():
        return _handed_back(503, request.full_path)
    return refuse(503, "not-ready")


def _kept_fields() -> list[tuple[str, str]]:
    hidden = {"csrf_token", "password", "old", "new", "again"}
    return [(name, value) for name, value in request.form.items(multi=True) if name not in hidden]


def _on_expired(_error: CSRFError) -> ResponseReturnValue:
    """The form is too old to be believed; what was typed is handed back to be sent again."""
    if wants_json():
        return jsonify(v=1, error="expired", message=_("This page is too old. Load it again.")), 400
    return _handed_back(400, request.full_path)


def _on_signed_out(_problem: SignedOut) -> ResponseReturnValue:
    if wants_json():
        return jsonify(v=1, error="signed-out", message=_("Sign in first.")), 401
    if request.method == "GET":
        here = request.full_path.rstrip("?")
        return redirect(url_for("people.sign_in", next=here, lang=request.args.get("lang")))
    return _handed_back(401, None)


def _handed_back(status: int, action: str | None) -> ResponseReturnValue:
    """A page that holds every word of the form that could not be taken."""
    title, advice = (
        _words(status)
        if status == 503
        else (
            _("This page was open for too long"),
            _("Nothing was saved yet, and nothing you typed is lost. It is here."),
        )
    )
    page = render_template(
        "errors/kept.html", title=title, advice=advice, fields=_kept_fields(), action=action
    )
    return page, status


def install(app: Flask) -> None:
    """Answer every kind of failure from here."""
    app.register_error_handler(SignedOut, _on_signed_out)
    app.register_error_handler(Problem, _on_problem)
    app.register_error_handler(OperationalError, on_unready)
    app.register_error_handler(CSRFError, _on_expired)
    app.register_error_handler(HTTPException, _on_http)

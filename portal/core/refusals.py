"""What is answered when something goes wrong: one page or JSON, in the reader's language."""

from collections.abc import Callable

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from portal.core.db import db
from portal.core.errors import (
    Conflict,
    Forbidden,
    Gone,
    Missing,
    Problem,
    SignedOut,
    TooLarge,
    TooMany,
    Unready,
    Unsupported,
)
from portal.core.languages import gettext as _
from portal.core.zones import inside

View = Callable[..., ResponseReturnValue]

_NOWHERE = (
    _l("There is no such page"),
    _l("It may have moved, or the address was mistyped."),
)
# What the pages of both zones can say of a refusal that no service has put into words.
WORDS = {
    400: (
        _l("That did not arrive whole"),
        _l("Something in the address or the form is not right. Go back and try again."),
    ),
    403: (
        _l("This page is not for you"),
        _l("Ask the person who runs it, or sign in with another account."),
    ),
    404: _NOWHERE,
    405: _NOWHERE,
    409: (
        _l("Somebody was faster"),
        _l("This was changed while you were writing. Go back and look at it again."),
    ),
    410: (_l("This is over"), _l("It was open once and is closed now.")),
    413: (
        _l("That is too much at once"),
        _l("Send less: a text of up to 500 characters, a file of up to 1 MB."),
    ),
    415: (
        _l("That cannot be read here"),
        _l("It was sent in a form that this page does not take."),
    ),
    422: (
        _l("That cannot be taken like this"),
        _l("Something in the address or the form is not right. Go back and try again."),
    ),
    429: (
        _l("Too often in a short time"),
        _l("Wait a minute, then try again. Nothing was lost."),
    ),
    500: (
        _l("Something broke on our side"),
        _l("It is not your fault. Try again in a minute; if it stays, tell your admin."),
    ),
    503: (
        _l("Not ready at the moment"),
        _l("The service cannot write just now. Keep your text and try again in a few minutes."),
    ),
}
STATUSES = tuple(WORDS)
SLUGS = {kind.status: kind.slug for kind in (Forbidden, Missing, Conflict, Gone, TooLarge)}
SLUGS |= {kind.status: kind.slug for kind in (Unsupported, TooMany, Unready)}


def wants_json() -> bool:
    """True for what programs send and ask for, so that they are answered in kind."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.is_json or getattr(view, "programs", False):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def for_programs(view: View) -> View:
    """Say of a view that it is no page: what it refuses, it refuses in JSON."""
    view.programs = True  # type: ignore[attr-defined]
    return view


def _words(status: int) -> tuple[str, str]:
    """Title and advice of a page that says no."""
    title, advice = WORDS.get(status, WORDS[400 if status < 500 else 500])
    return str(title), str(advice)


def refuse(status: int, slug: str, message: str | None = None) -> ResponseReturnValue:
    """One answer to everything that goes wrong, as a page or as JSON, in the reader's language."""
    title, advice = _words(status)
    if wants_json():
        return jsonify(v=1, error=slug, message=message or advice), status
    page = "errors/inside.html" if inside(request.path) and g.get("actor") else "errors/say.html"
    return render_template(page, status=status, title=title, advice=message or advice), status


def _on_problem(problem: Problem) -> ResponseReturnValue:
    if _typed():
        return _handed_back(problem.status, None, str(problem.message))
    return refuse(problem.status, problem.code, str(problem.message))


def _typed() -> bool:
    """True for what a signed-in person sent by a form: none of it may be lost."""
    return request.method == "POST" and inside(request.path) and not wants_json()


def _on_http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error.response, Response) and error.code is not None and error.code < 400:
        return error.response
    status = error.code or 500
    slug = SLUGS.get(status, (error.name or "error").lower().replace(" ", "-"))
    answer = make_response(refuse(status if status in STATUSES else 400, slug))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _refuse_nul() -> ResponseReturnValue | None:
    """Nobody can type a NUL and no database need take one: what holds one goes no further."""
    given = [value for values in request.args.listvalues() for value in values]
    if inside(request.path):
        given += [value for values in request.form.listvalues() for value in values]
    if not any("\0" in value for value in given):
        return None
    said = _("There is a character in it that cannot be shown. Type it again.")
    return _handed_back(422, None, said) if _typed() else refuse(422, "invalid", said)


def on_unready(error: Exception) -> ResponseReturnValue:
    """A store or the keys cannot be used: 503, said plainly, with what was typed handed back."""
    current_app.logger.error("%s in %s", type(error).__name__, request.endpoint or "no endpoint")
    db.session.rollback()
    if _typed():
        return _handed_back(503, request.full_path)
    return refuse(503, "not-ready")


def _kept_fields() -> list[tuple[str, str]]:
    hidden = {"csrf_token", "password", "old", "new", "again"}
    return [
        (name, value.replace("\0", ""))
        for name, value in request.form.items(multi=True)
        if name not in hidden
    ]


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


def _handed_back(status: int, action: str | None, said: str = "") -> ResponseReturnValue:
    """A page that holds every word of the form that could not be taken, and why (`said`)."""
    title, advice = _words(status)
    if status in {400, 401} and not said:
        title = _("This page was open for too long")
        advice = _("Nothing was saved yet, and nothing you typed is lost. It is here.")
    advice = said or advice
    page = render_template(
        "errors/kept.html", title=title, advice=advice, fields=_kept_fields(), action=action
    )
    return page, status


def install(app: Flask) -> None:
    """Answer every kind of failure from here."""
    app.before_request(_refuse_nul)
    app.register_error_handler(SignedOut, _on_signed_out)
    app.register_error_handler(Problem, _on_problem)
    app.register_error_handler(OperationalError, on_unready)
    app.register_error_handler(CSRFError, _on_expired)
    app.register_error_handler(HTTPException, _on_http)

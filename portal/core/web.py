"""What every page shares: its language, its address helpers, its assets and its error pages."""

import json
import traceback
from functools import cache
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    g,
    has_request_context,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.core import access, charts, present
from portal.core.errors import Problem, SignedOut
from portal.core.languages import LOCALES
from portal.core.languages import gettext as _
from portal.core.paths import share
from portal.core.settings import settings
from portal.core.zones import inside

TAGS = {"zh_Hant": "zh-Hant-TW", "en": "en"}
# What the pages of both zones can say of a refusal that no service has put into words.
STATUSES = (400, 403, 404, 405, 409, 413, 415, 429, 500, 503)


def chosen_locale() -> str:
    """Language of this page: ?lang, else in /in the person's choice, else the default."""
    if not has_request_context():
        return settings().locale
    wanted = request.args.get("lang", "")
    if wanted in LOCALES:
        return wanted
    chosen: str | None = g.get("locale")
    return chosen if chosen in LOCALES else settings().locale


def say_url(endpoint: str, **values: Any) -> str:
    """An address outside /in: no cookie remembers the language there, so the link carries it."""
    locale = str(get_locale())
    carried: dict[str, Any] = {} if locale == settings().locale else {"lang": locale}
    return url_for(endpoint, **carried, **values)


def other_lang_url() -> str:
    """This page in the other language."""
    other = next(locale for locale in LOCALES if locale != str(get_locale()))
    words: dict[str, Any] = {name: value for name, value in request.args.items() if name != "lang"}
    return url_for(
        request.endpoint or "public.landing", **(request.view_args or {}), **words, lang=other
    )


@cache
def _manifest() -> dict[str, str]:
    path = share("static") / "dist" / "manifest.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def asset(name: str) -> str:
    """Address of a built file by its plain name; the file's own name holds its hash."""
    return f"/static/{_manifest().get(name, name)}"


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


def _kept_fields() -> list[tuple[str, str]]:
    hidden = {"csrf_token", "password", "old", "new", "again"}
    return [(name, value) for name, value in request.form.items(multi=True) if name not in hidden]


def _on_expired(_error: CSRFError) -> ResponseReturnValue:
    """The form is too old to be believed; what was typed is handed back to be sent again."""
    if wants_json():
        return jsonify(v=1, error="expired", message=_("This page is too old. Load it again.")), 400
    return render_template(
        "errors/expired.html", fields=_kept_fields(), action=request.full_path
    ), 400


def _on_signed_out(_problem: SignedOut) -> ResponseReturnValue:
    if wants_json():
        return jsonify(v=1, error="signed-out", message=_("Sign in first.")), 401
    if request.method == "GET":
        here = request.full_path.rstrip("?")
        return redirect(url_for("people.sign_in", next=here, lang=request.args.get("lang")))
    return render_template("errors/expired.html", fields=_kept_fields(), action=None), 401


class Portal(Flask):
    """Flask, with a log of failures that holds no word that anybody sent."""

    def log_exception(self, exc_info: Any) -> None:
        """Say where it broke: kind and place, no message, no address, no values."""
        kind, _error, trace = exc_info
        place = "".join(traceback.format_tb(trace)) if trace else ""
        self.logger.error("%s in %s\n%s", kind.__name__, request.endpoint or "no endpoint", place)


def dress(app: Flask) -> None:
    """Give templates their helpers and the application its error pages."""
    app.jinja_env.globals.update(
        asset=asset,
        may=access.may,
        other_lang_url=other_lang_url,
        say_url=say_url,
        spark_points=charts.spark_points,
        **present.GLOBALS,
    )
    app.jinja_env.filters.update(present.FILTERS)
    app.context_processor(_page)
    app.register_error_handler(SignedOut, _on_signed_out)
    app.register_error_handler(Problem, _on_problem)
    app.register_error_handler(CSRFError, _on_expired)
    app.register_error_handler(HTTPException, _on_http)


def _page() -> dict[str, Any]:
    return {
        "lang": TAGS[str(get_locale())],
        "settings": current_app.extensions["portal"],
        "actor": g.get("actor"),
    }

"""The application, put together in named steps."""

import secrets
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal.anonymity.vault import KeysUnavailable
from portal.answers import hunting_views as hunting
from portal.answers import views as answers
from portal.config import Settings, read_settings
from portal.core import db, packing, refusals, revisions, web, zones
from portal.core.paths import share
from portal.core.unchanged import Shortcut
from portal.drafts import result_views as draft_results
from portal.drafts import views as drafts
from portal.front import board_views as board
from portal.front import candle_views as candles
from portal.front import feed_views as feeds
from portal.front import goal_views as goals
from portal.front import home_views as home
from portal.front import monday_views as monday
from portal.front import objective_views as objectives
from portal.front import question_views as questions
from portal.front import remark_views as remarks
from portal.front import search_views as search
from portal.front import views as front
from portal.moderation import guard_views as guard
from portal.moderation import paraphrase_views as paraphrases
from portal.moderation import views as moderation
from portal.notify import views as notify
from portal.okr import actual_views as actuals
from portal.okr import change_views as changes
from portal.okr import import_views as goal_import
from portal.okr import views as okr
from portal.people import admin_views as admin
from portal.people import hour_views as hours
from portal.people import seat_views as seats
from portal.people import second_step_views as second_step
from portal.people import token_views as tokens
from portal.people import views as people
from portal.people.actors import recognise
from portal.retro import agreed
from portal.retro import board_views as grouping
from portal.retro import deciding_views as deciding
from portal.retro import import_views as bringing
from portal.retro import leading_views as leading
from portal.retro import live_views as live
from portal.retro import publishing_views as publishing
from portal.retro import room_views as room
from portal.retro import seat_views as seating
from portal.retro import topic_views as topics
from portal.retro import views as retro
from portal.tree import views as tree
from portal.truth import views as truth
from portal.voice import act_views as acts
from portal.voice import code_views as codes
from portal.voice import reply_views as replies
from portal.voice import return_views as returning
from portal.voice import views as voice

FOLDERS = ("keys", "keylog", "uploads")
LIMIT = 4 * 1024 * 1024
INSIDE = (
    front.inside,
    home.pages,
    people.pages,
    admin.pages,
    second_step.pages,
    hours.pages,
    tokens.pages,
    notify.pages,
    okr.pages,
    actuals.pages,
    goal_import.pages,
    goals.pages,
    objectives.pages,
    changes.pages,
    drafts.pages,
    draft_results.pages,
    questions.pages,
    answers.pages,
    hunting.pages,
    moderation.pages,
    guard.pages,
    candles.pages,
    monday.pages,
    tree.pages,
    search.pages,
    paraphrases.pages,
    board.pages,
    remarks.pages,
    retro.pages,
    bringing.pages,
    topics.pages,
    deciding.pages,
    agreed.pages,
    publishing.pages,
    grouping.pages,
    leading.pages,
    seating.pages,
    live.pages,
    truth.pages,
)
# Under /in, and without its token of the session: a signed link is the authority.
SIGNED = (notify.signed,)
OUTSIDE = (
    front.outside,
    feeds.pages,
    voice.pages,
    returning.pages,
    acts.pages,
    room.pages,
    seats.pages,
    replies.pages,
    codes.pages,
)

csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """The whole portal as a WSGI application. Raises BadSetting or OSError with a sentence."""
    settings = settings or read_settings()
    app = web.Portal("portal", template_folder=str(share("templates")), static_folder=None)
    app.extensions["portal"] = settings
    _prepare(settings.data)
    _configure(app, settings)
    db.attach(app, settings)
    with app.app_context():
        revisions.count(db.db.engine)
    recognise(app)
    csrf.init_app(app)
    packing.prepare(app)
    Babel(app, locale_selector=web.chosen_locale, default_translation_directories=_catalogues())
    web.dress(app)
    app.register_error_handler(KeysUnavailable, refusals.on_unready)
    _register(app)
    app.after_request(zones.protect)
    _wrap(app, settings)
    return app


def _catalogues() -> str:
    return str(Path(__file__).parent / "translations")


def _prepare(data: Path) -> None:
    for folder in (data, *(data / name for name in FOLDERS)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _secret(settings: Settings) -> str:
    """The key that signs sessions: set by the operator, or made once and kept with the keys."""
    if given := settings.secret_key.get_secret_value():
        return given
    path = settings.data / "keys" / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


def _configure(app: Flask, settings: Settings) -> None:
    app.session_interface = zones.InsideSessions()
    app.request_class = zones.InMemory
    app.config.update(
        SECRET_KEY=_secret(settings),
        SESSION_COOKIE_NAME="candor",
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_PATH="/in",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        PERMANENT_SESSION_LIFETIME=60 * 60 * 24 * 60,
        MAX_CONTENT_LENGTH=LIMIT,
        MAX_FORM_MEMORY_SIZE=LIMIT,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE=settings.locale,
        BABEL_DEFAULT_TIMEZONE=settings.timezone,
        JSON_SORT_KEYS=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _register(app: Flask) -> None:
    for blueprint in INSIDE:
        app.register_blueprint(blueprint)
    for blueprint in (*SIGNED, *OUTSIDE):
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)


def _same_headers(headers: Headers, _path: str, _url: str) -> None:
    # A page under COEP may only start a worker that says the same of itself.
    for name, value in zones.HEADERS.items():
        headers[name] = value


def _wrap(app: Flask, settings: Settings) -> None:
    built = share("static") / "dist"
    built.mkdir(parents=True, exist_ok=True)
    hashed = r"^.+-(?:[0-9A-Z]{8}|[0-9a-f]{10})\..+$"
    files = WhiteNoise(
        Shortcut(app, app.wsgi_app),
        str(built),
        "static/",
        immutable_file_test=hashed,
        add_headers_function=_same_headers,
        allow_all_origins=False,
    )
    hops = settings.proxies
    app.wsgi_app = ProxyFix(files, x_for=hops, x_proto=hops, x_host=hops) if hops else files  # type: ignore[method-assign]

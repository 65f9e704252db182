"""What every page shares: its language, its address helpers, its assets and its error pages."""

import hashlib
import json
import re
import traceback
from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import (
    Flask,
    current_app,
    g,
    has_request_context,
    request,
    url_for,
)
from flask.templating import Environment
from werkzeug.datastructures import ImmutableDict
from werkzeug.routing import BaseConverter, Map

from portal.core import access, charts, memory, present, refusals
from portal.core.ids import ID
from portal.core.languages import LOCALES, locale, raw, raw_number
from portal.core.paths import share
from portal.core.settings import settings

# Beyond it the rows to leave out would be more than a database can count.
LAST_PAGE = 10**6
TAGS = {"zh_Hant": "zh-Hant-TW", "en": "en"}


def chosen_locale() -> str:
    """Language of this page: ?lang, else in /in the person's choice, else the default."""
    if not has_request_context():
        return settings().locale
    wanted = request.args.get("lang", "")
    if wanted in LOCALES:
        return wanted
    chosen: str | None = g.get("locale")
    return chosen if chosen in LOCALES else settings().locale


def tag() -> str:
    """The language of what is being written, as HTML names it."""
    return TAGS[locale()]


def say_url(endpoint: str, **values: Any) -> str:
    """An address outside /in: no cookie remembers the language there, so the link carries it."""
    here = locale()
    carried: dict[str, Any] = {} if here == settings().locale else {"lang": here}
    if on_kiosk():
        carried["kiosk"] = 1
    return url_for(endpoint, **carried, **values)


def on_kiosk() -> bool:
    """True for the pages of a device that many people use (protocol 9); their links stay so."""
    return request.args.get("kiosk") == "1"


def page_number() -> int:
    """Which page of a list the address asks for, from 1; no further than any list goes."""
    return min(max(request.args.get("page", 1, int), 1), LAST_PAGE)


def other_lang_url() -> str:
    """This page in the other language."""
    other = next(one for one in LOCALES if one != locale())
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    # The reader's words never become arguments of url_for: some of them are commands to it.
    here = url_for(request.endpoint or "public.landing", **(request.view_args or {}))
    return f"{here}?{urlencode([*kept, ('lang', other)])}"


@cache
def manifest() -> dict[str, str]:
    path = share("static") / "dist" / "manifest.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def asset(name: str) -> str:
    """Address of a built file by its plain name; the file's own name holds its hash."""
    return f"/static/{manifest().get(name, name)}"


@cache
def script_sums() -> list[tuple[str, str]]:
    """Every script that pages load, by its plain name, with its SHA-256 in hex."""
    built = share("static") / "dist"
    names = [name for name in manifest().values() if name.endswith(".js")]
    chunks = {name for path in names for name in _imported(built / path)}
    found = sorted({*names, *chunks})
    return [(name, hashlib.sha256((built / name).read_bytes()).hexdigest()) for name in found]


def _imported(path: Path) -> set[str]:
    return set(re.findall(r"chunk-[0-9A-Z]+\.js", path.read_text(encoding="utf-8")))


class IdConverter(BaseConverter):
    """An id in an address; whatever is spelt otherwise names no page."""

    regex = ID.pattern


class Addresses(Map):
    """The addresses of the portal: `<id:...>` stands for an id."""

    default_converters = ImmutableDict({**Map.default_converters, "id": IdConverter})


class Templates(Environment):
    """Templates that share the application's globals: none has any of its own.

    An import of macros compares the two, and one dictionary is compared a hundred times faster.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template sees beside what it is given."""
        return super().make_globals(d) if d else self.globals


class Portal(Flask):
    """Flask, with a log of failures that holds no word that anybody sent."""

    url_map_class = Addresses
    jinja_environment = Templates

    def log_exception(self, exc_info: Any) -> None:
        """Say where it broke: kind and place, no message, no address, no values."""
        kind, _error, trace = exc_info
        place = "".join(traceback.format_tb(trace)) if trace else ""
        self.logger.error("%s in %s\n%s", kind.__name__, request.endpoint or "no endpoint", place)


def dress(app: Flask) -> None:
    """Give templates their helpers and the application its error pages."""
    app.jinja_env.globals.update(
        asset=asset,
        kept_part=memory.kept_part,
        may=access.may,
        on_kiosk=on_kiosk,
        other_lang_url=other_lang_url,
        say_url=say_url,
        spark_points=charts.spark_points,
        bar_chart=charts.bars,
        **present.GLOBALS,
    )
    app.jinja_env.filters.update(present.FILTERS)
    app.jinja_env.install_gettext_callables(raw, raw_number, newstyle=True)  # type: ignore[attr-defined]
    app.context_processor(_page)
    refusals.install(app)


def _page() -> dict[str, Any]:
    return {
        "lang": tag(),
        "settings": current_app.extensions["portal"],
        "actor": g.get("actor"),
    }

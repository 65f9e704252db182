"""The frame of a page inside: drawn once for all of a role, with holes for what is one reader's."""

import re
from collections.abc import Mapping

from flask import g, render_template, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from portal.core import clock, languages, present, web
from portal.core.memory import NOTHING, kept

# Nobody can type a NUL, so no text has one.
HOLE = re.compile("\0([a-z]+)\0")


def framed(template: str, title: str, parts: Mapping[str, bytes]) -> bytes:
    """A whole page in UTF-8: these parts, which hold nothing of a session, in its frame."""
    role, lang = g.actor.role, languages.locale()
    key = ("frame", template, request.endpoint, lang, role, web.on_kiosk(), clock.today())
    first, *others = kept(key, lambda: _drawn(template, parts), NOTHING)
    given = {"title": _bytes(title), **parts, **_reader()}
    pairs = zip(others[::2], others[1::2], strict=True)
    return b"".join(
        (first, *(text for hole, said in pairs for text in (given[hole.decode()], said)))
    )


def _drawn(template: str, parts: Mapping[str, bytes]) -> list[bytes]:
    """What the frame says, and between each two the name of a hole."""
    holes = {name: f"\0{name}\0" for name in ("title", "csrf", "device", "candles", "name", *parts)}
    return [
        text.encode()
        for text in HOLE.split(render_template(template, today=clock.today(), **holes))
    ]


def _reader() -> Mapping[str, bytes]:
    """What of the frame is this reader's and this session's alone."""
    device = b"yes" if g.own_device else b"no"
    colours = present.candle_colours().encode()
    return {
        "csrf": _bytes(_csrf()),
        "device": device,
        "candles": colours,
        "name": _bytes(g.actor.name),
    }


def _csrf() -> str:
    """The token against forgery, signed once for a session: it is good for the whole of it."""
    secret = session.get("csrf_token")
    return str(kept(("csrf", secret), generate_csrf, NOTHING) if secret else generate_csrf())


def _bytes(text: str) -> bytes:
    return escape(text).encode()

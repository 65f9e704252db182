"""The frame of a page inside: drawn once for all of a role, with holes for what is one reader's."""

import re
from collections.abc import Mapping

from flask import g, render_template, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from portal.core import clock, web
from portal.core.memory import NOTHING, kept

# Nobody can type a NUL, so no text has one.
HOLE = re.compile("\0([a-z]+)\0")


def framed(title: str, main: Markup) -> str:
    """A whole page: this, which must hold nothing of a session, in the frame of whoever reads."""
    key = ("frame", request.endpoint, web.tag(), g.actor.role, web.on_kiosk(), clock.today())
    first, *others = kept(key, _parts, NOTHING)
    given = {"title": escape(title), "main": main, **_reader()}
    pairs = zip(others[::2], others[1::2], strict=True)
    return "".join((first, *(text for hole, said in pairs for text in (given[hole], said))))


def _parts() -> list[str]:
    """What the frame says, and between each two the name of a hole."""
    holes = {name: f"\0{name}\0" for name in ("title", "main", "csrf", "device", "name")}
    return HOLE.split(render_template("front/framed.html", **holes))


def _reader() -> Mapping[str, str]:
    """What of the frame is this reader's and this session's alone."""
    device = "yes" if g.own_device else "no"
    return {"csrf": escape(generate_csrf()), "device": device, "name": escape(g.actor.name)}

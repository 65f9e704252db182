"""The sheet of slips that printed codes are cut from: one file, with nothing to load."""

import base64
import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from types import ModuleType

import segno
from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from portal.anonymity.codes import Code, spell
from portal.core.languages import gettext as _
from portal.core.paths import share
from portal.core.settings import settings
from portal.voice import keys

LANGUAGES = {"zh-Hant-TW": "zh_Hant", "en": "en"}
_random = SystemRandom()


@dataclass(frozen=True)
class Slip:
    """One slip: its code in groups and as a picture of an address."""

    spelt: str
    picture: Markup


def sheet(codes: Iterable[Code]) -> str:
    """A page of slips to print, in an order that says nothing.

    The code stands behind the # of the picture's address, which no server ever sees.
    """
    address = f"{settings().url}/say/c"
    slips = [_slip(spell(code), address) for code in codes]
    _random.shuffle(slips)
    style = base64.b64encode((share("static") / "css" / "slips.css").read_bytes()).decode()
    return render_template(
        "paper/slips.html",
        slips=slips,
        both={tag: _words(locale, address) for tag, locale in LANGUAGES.items()},
        pin=keys.log().pin,
        css=f"data:text/css;base64,{style}",
    )


def _words(locale: str, address: str) -> dict[str, str]:
    with force_locale(locale):
        note = _(
            "Print it, cut along the lines, put all into a bowl, let people draw; then delete it."
        )
        way = _("Scan it, or type the code at %(address)s", address=address.partition("://")[2])
        return {
            "note": note,
            "title": _("This slip lets you say one thing."),
            "way": way,
            "promise": _("No number on it: we know how many, never whose. Tear it up after."),
            "log": _("Public key log"),
        }


def _slip(spelt: str, address: str) -> Slip:
    drawn = segno.make(f"{address}#{spelt}", error="m", micro=False)
    # What segno draws holds no word of anybody: paths alone.
    picture = Markup(drawn.svg_inline(border=0, omitsize=True))  # noqa: S704
    return Slip(spelt, picture)


def write(codes: Iterable[Code], path: Path) -> Path:
    """Write the sheet as PDF, or without the extra `pdf` as a page beside; the file's path."""
    page, drawing = sheet(codes), renderer()
    if drawing is None:
        path = path.with_suffix(".html")
        path.write_text(page)
    else:
        drawing.HTML(string=page).write_pdf(path)
    return path


def renderer() -> ModuleType | None:
    """The library that makes PDF, when it and what it needs of the system are here."""
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError):
        return None

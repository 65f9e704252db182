"""The sheet of slips that printed codes are cut from: one file, with nothing to load."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from portal.anonymity.codes import Code, spell
from portal.core import paper
from portal.core.languages import gettext as _
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
    return render_template(
        "paper/slips.html",
        slips=slips,
        both={tag: _words(locale, address) for tag, locale in LANGUAGES.items()},
        pin=keys.log().pin,
        css=paper.style("slips.css"),
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
            "promise": in_a_demo()
            or _("No number on it: we know how many, never whose. Tear it up after."),
            "log": _("Public key log"),
        }


def in_a_demo() -> str:
    """What paper says instead of a promise where there are too few people for one."""
    return _("This is a demo: not anonymous. Write nothing real.") if settings().demo else ""


def _slip(spelt: str, address: str) -> Slip:
    return Slip(spelt, paper.qr(f"{address}#{spelt}"))


def write(codes: Iterable[Code], path: Path) -> Path:
    """Write the sheet as PDF, or without the extra `pdf` as a page beside; the file's path."""
    return paper.write_pdf(sheet(codes), path)

"""Wall posters on paper: one sheet for each key result, the same for everybody at a site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from portal.anonymity.encoding import b64u
from portal.core import paper
from portal.core.directory import directory
from portal.core.errors import Missing
from portal.core.languages import gettext as _
from portal.core.present import day
from portal.core.settings import settings
from portal.retro import changes
from portal.retro.changes import Change
from portal.voice import keys, posters
from portal.voice.slips import LANGUAGES, in_a_demo
from portal.voice.targets import Target, all_targets


@dataclass(frozen=True)
class Sheet:
    """One poster: what it is about, the picture that is scanned, and what came of speaking."""

    plain: str
    picture: Markup
    changes: list[Change]


def wanted(kr: str | None) -> list[Target]:
    """The open key result of this id or plain line; all for None. Raises Missing for none."""
    found = [one for one in all_targets() if kr is None or kr in {one.id, one.plain}]
    if not found:
        raise Missing(_("There is no such open key result."))
    return found


def page(site_id: str, targets: Iterable[Target]) -> str:
    """The sheets to hang at a site. Raises Invalid for a site with too few people."""
    key = posters.key_of(site_id)
    return render_template(
        "paper/posters.html",
        sheets=[_sheet(one, b64u(key)) for one in targets],
        both={tag: _words(locale, posters.hangs_until()) for tag, locale in LANGUAGES.items()},
        address=settings().url.partition("://")[2],
        site=directory().sites()[site_id],
        pin=keys.log().pin,
        css=paper.style("posters.css"),
    )


def _sheet(target: Target, key: str) -> Sheet:
    # The key stands behind the #, which no server ever sees.
    picture = paper.qr(f"{settings().url}/say/kr/{target.id}#{key}")
    return Sheet(target.plain or target.title, picture, changes.latest(target.id))


def _words(locale: str, until: date) -> dict[str, str]:
    with force_locale(locale):
        return {
            "title": _("Are you stuck?"),
            "scan": _("Scan me. Thirty seconds, no name."),
            "about": _("You are talking about"),
            "free": _("No sign-in, nothing to download. Your own phone, not the company's."),
            "no_phone": _("No phone? Draw a slip of paper and type its code on any device."),
            "changed": _("Changed, because somebody said so"),
            "promise": in_a_demo()
            or _(
                "We cannot find out who wrote a comment from anything this server keeps. "
                "A person who secretly changes the running server, the network or your device "
                "could. What you write, and how, can still give you away."
            ),
            "same": _("The picture is the same for everybody."),
            "until": _("It works until %(day)s.", day=day(until)),
            "log": _("Public key log"),
        }

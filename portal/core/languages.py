"""Words in the reader's language, and in every language at once for readers who come later."""

from collections.abc import Callable

import flask_babel
from babel.support import NullTranslations

LOCALES = ("zh_Hant", "en")
_BY_LANGUAGE = {"zh": "zh_Hant", "en": "en"}
_catalogues: dict[str, NullTranslations] = {}


def locale() -> str:
    """Which of LOCALES this page is in; of no page, the first."""
    found = flask_babel.get_locale()
    return _BY_LANGUAGE[found.language] if found else LOCALES[0]


def gettext(message: str, **values: object) -> str:
    """This sentence in the language of the page."""
    return raw(message) % values if values else raw(message)


def pgettext(context: str, message: str) -> str:
    """The same of a word that means something else elsewhere."""
    return str(flask_babel.pgettext(context, message))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """This sentence in the language of the page, for so many things."""
    return raw_number(one, many, num) % {"num": num, **values}


def raw(message: str) -> str:
    """The same before its values are put in, as a template asks for it."""
    return str(_catalogue().gettext(message))


def raw_number(one: str, many: str, num: int) -> str:
    """The same for so many things, before its values are put in."""
    return str(_catalogue().ngettext(one, many, num))


def _catalogue() -> NullTranslations:
    # Asked for each sentence of each page: Flask-Babel takes ten times as long to find it.
    found = flask_babel.get_locale()
    language = found.language if found else ""
    if language not in _catalogues:
        _catalogues[language] = flask_babel.get_translations()
    return _catalogues[language]


def in_every_language(say: Callable[[], str]) -> dict[str, str]:
    """The same sentence by locale; `say` is called once in each."""
    words = {}
    for one in LOCALES:
        with flask_babel.force_locale(one):
            words[one] = say()
    return words

"""Words in the reader's language, and in every language at once for readers who come later."""

from collections.abc import Callable

import flask_babel

LOCALES = ("zh_Hant", "en")


def gettext(message: str, **values: object) -> str:
    """This sentence in the language of the page."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """This sentence in the language of the page, for so many things."""
    return str(flask_babel.ngettext(one, many, num, **values))


def in_every_language(say: Callable[[], str]) -> dict[str, str]:
    """The same sentence by locale; `say` is called once in each."""
    words = {}
    for locale in LOCALES:
        with flask_babel.force_locale(locale):
            words[locale] = say()
    return words

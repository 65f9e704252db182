"""Saying something in every language of the product at once, for readers who come later."""

from collections.abc import Callable

from flask_babel import force_locale

LOCALES = ("zh_Hant", "en")


def in_every_language(say: Callable[[], str]) -> dict[str, str]:
    """The same sentence by locale; `say` is called once in each."""
    words = {}
    for locale in LOCALES:
        with force_locale(locale):
            words[locale] = say()
    return words

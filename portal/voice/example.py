"""The one receipt that everybody may know: it belongs to a post of the demo."""

from flask_babel import get_locale

from portal.anonymity.receipts import Receipt, characters, words

RECEIPT = Receipt(b"not secret")


def example() -> str:
    """The demo's receipt as the reader would have written it down."""
    return "".join(characters(RECEIPT)) if str(get_locale()) != "en" else " ".join(words(RECEIPT))

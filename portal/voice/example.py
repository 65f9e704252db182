"""The one receipt that everybody may know: it belongs to a post of the demo."""

from portal.anonymity.receipts import Receipt, characters, words
from portal.core.languages import locale

RECEIPT = Receipt(b"not secret")


def example() -> str:
    """The demo's receipt as the reader would have written it down."""
    return "".join(characters(RECEIPT)) if locale() != "en" else " ".join(words(RECEIPT))

"""Numbers and addresses that lead to a person or a place."""

import re
from collections.abc import Iterator

from portal.detectors import identity, phones
from portal.detectors.findings import Finding, Kind, Why, overlap
from portal.detectors.folding import Folded

_HOST = r"[a-z0-9\-]+"
_EMAIL = re.compile(
    # amy@example.com, and what people write so that no machine reads it: amy (at) example dot com
    rf"(?<![a-z0-9._+\-])[a-z0-9][a-z0-9._+\-]*"
    rf"(?: ?(?:@|[(\[] ?at ?[)\]]) ?{_HOST}(?: ?(?:\.|[(\[] ?dot ?[)\]]) ?{_HOST})+"
    rf"| at {_HOST}(?: dot {_HOST})+)"
)
_ENDINGS = "com|net|org|info|biz|edu|gov|tw|hk|cn|io|me|ly|co|uk|de|jp|app|dev"
_PATH = r"[a-z0-9\-._~:/?#@!$&*+,;=%]"
_LINK = re.compile(
    rf"(?<![a-z0-9])(?:h(?:tt|xx)ps?://|www\.){_PATH}+"
    rf"|(?<![a-z0-9@.\-])(?:{_HOST}\.)+(?:{_ENDINGS})(?![a-z0-9\-]|\.[a-z0-9])(?::\d+)?(?:/{_PATH}*)?"
    rf"|(?<![\d.])\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?::\d+|/){_PATH}*"
)


def find(view: Folded) -> list[Finding]:
    """Addresses, ids and phone numbers; a number inside an address is a part of that."""
    found: list[Finding] = []
    for search in (_emails, _links, identity.find, phones.find):
        found += [one for one in search(view) if not any(overlap(one, other) for other in found)]
    return found


def _emails(view: Folded) -> Iterator[Finding]:
    for match in _EMAIL.finditer(view.text):
        yield Finding(*view.span(*match.span()), Kind.EMAIL, Why.EMAIL_ADDRESS)


def _links(view: Folded) -> Iterator[Finding]:
    for match in _LINK.finditer(view.text):
        # The full stop of the sentence is not of the address.
        end = match.start() + len(match[0].rstrip(".,;:!?"))
        yield Finding(*view.span(match.start(), end), Kind.LINK, Why.WEB_ADDRESS)

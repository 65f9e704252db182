"""The same over and over, and fingers on a keyboard."""

import re
from collections.abc import Iterator

from portal.detectors.findings import Finding, Kind, Why

_AGAIN = re.compile(
    r"(?P<letter>[^\s\d.\-_=])(?P=letter){9,}|(?P<figure>\d)(?P=figure){13,}"
    r"|(?P<part>[^\W\d]{2,12})(?P=part){3,}"
    r"|(?P<word>\b\w+\b)(?:[\s,.!?，。！？、]+(?P=word)\b){5,}"
)


def find(text: str) -> Iterator[Finding]:
    """Where one letter, part or word stands so often that nothing is said by it."""
    for match in _AGAIN.finditer(text):
        yield Finding(match.start(), match.end(), Kind.SPAM, Why.REPEATS)

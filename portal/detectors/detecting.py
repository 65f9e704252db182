"""All detectors on one text."""

from collections.abc import Iterator, Sequence

from portal.detectors import contacts, naming, repeating
from portal.detectors.findings import Finding, Kind, Why, apart
from portal.detectors.folding import Folded, folded, views
from portal.detectors.lists import wordlist

LISTS = {
    "insults": (Kind.INSULT, Why.INSULTS_PERSON),
    "threats": (Kind.THREAT, Why.THREATENS),
    "adverts": (Kind.SPAM, Why.ADVERTISES),
    "dangers": (Kind.URGENT, Why.ENDANGERS),
}


def find(text: str, names: Sequence[str] = ()) -> list[Finding]:
    """Everything in a text that needs a second look, in order of place.

    Places are code points of the text as it was given. `names` are the people who may stand in it.
    """
    found = [*_listed(text), *contacts.find(folded(text)), *repeating.find(text)]
    return apart([*found, *naming.find(text, names)])


def hunting(text: str) -> Finding | None:
    """Where a text asks who said something, or claims to know; None for any other."""
    found = [*_of_list(views(text), "hunting", Kind.HUNTING, Why.ASKS_WHO)]
    return min(found, default=None)


def _listed(text: str) -> Iterator[Finding]:
    read = views(text)
    for name, (kind, why) in LISTS.items():
        yield from _of_list(read, name, kind, why)


def _of_list(read: Sequence[Folded], name: str, kind: Kind, why: Why) -> Iterator[Finding]:
    for view in read:
        for start, end in wordlist(name).spans(view):
            yield Finding(start, end, kind, why)

"""What the headings of another program's table mean, and what somebody chose for each of them."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

Role = TypeVar("Role", bound=StrEnum)

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")


def key(words: str) -> str:
    """A heading as it is compared: its letters and digits alone."""
    return "".join(one for one in words.casefold() if one.isalnum())


def keys(words: str) -> frozenset[str]:
    """The same of several, with commas between them."""
    return frozenset(key(one) for one in words.split(","))


def guessed(
    heads: Sequence[str],
    kinds: type[Role],
    known: Mapping[str, Collection[str]],
    several: Collection[Role] = (),
) -> tuple[Role, ...]:
    """What each column seems to hold; the first of two of a kind, but for those of `several`."""
    found: list[Role] = []
    for head in heads:
        role = next((kinds(name) for name, words in known.items() if key(head) in words), None)
        twice = role in found and role not in several
        found.append(kinds("") if role is None or twice else role)
    return tuple(found)


def chosen(wanted: Sequence[str], guess: tuple[Role, ...], kinds: type[Role]) -> tuple[Role, ...]:
    """What was chosen for each column; as guessed where that cannot be."""
    fits = len(wanted) == len(guess) and set(wanted) <= set(kinds)
    return tuple(kinds(one) for one in wanted) if fits else guess


def day_of(text: str) -> date | None:
    """The day with which a text begins, year first; None when there is none."""
    found = _DAY.match(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None

"""Keys by their kind, and settings of another organisation."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from portal.anonymity import keylog
from portal.people import keys
from portal.voice.keys import entries, log_folder


class Kids(Sequence[str]):
    """The ids of the keys of one kind, in the order in which the log published them."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __getitem__(self, at: Any) -> Any:
        return [one.kid for one in entries().values() if one.kind == self._kind][at]

    def __len__(self) -> int:
        return len(self[:])

    def __eq__(self, other: object) -> bool:
        return self[:] == other

    __hash__ = None


@pytest.fixture
def made(stocked) -> Kids:
    """Take new keys from stock; the ids of the posting keys."""
    return Kids("post")


@pytest.fixture
def supporting(stocked) -> Kids:
    """Take new keys from stock; the ids of the keys for support."""
    return Kids("support")


def turn(day: str, kind: str = "post", **words: bool) -> list[str]:
    """Turn the keys on this day, see that a browser takes the log; what was done to this kind."""
    done = keys.turn(date.fromisoformat(day), **words)
    log = keylog.read(log_folder())
    assert log.lines == () or keylog.check(log.lines, log.head) == []
    return [said for said in done if entries()[said.split()[1].strip(",")].kind == kind]

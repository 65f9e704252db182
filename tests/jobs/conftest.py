"""Keys in stock, since making one takes most of a second, and settings of another organisation."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from portal.anonymity import keylog
from portal.anonymity.blindrsa import PrivateKey
from portal.config import Settings
from portal.people import keys
from portal.voice.keys import log_folder


@pytest.fixture(scope="session")
def stock() -> list[PrivateKey]:
    """Four RSA keys for the whole run."""
    return [PrivateKey.generate() for _ in range(4)]


@pytest.fixture
def made(stock, monkeypatch) -> Iterator[list[str]]:
    """Take new keys from stock; the ids of those that were taken, in their order."""
    taken = []

    def take() -> PrivateKey:
        key = stock[len(taken)]
        taken.append(key.kid)
        return key

    monkeypatch.setattr(PrivateKey, "generate", take)
    return taken


@pytest.fixture
def choose(app, monkeypatch) -> Callable[..., Settings]:
    """Let the organisation have chosen other settings."""

    def change(**changes: Any) -> Settings:
        other = app.extensions["portal"].model_copy(update=changes)
        monkeypatch.setitem(app.extensions, "portal", other)
        return other

    return change


def turn(day: str, **words: bool) -> list[str]:
    """Turn the keys on this day, and see that the log is one that a browser takes."""
    done = keys.turn(date.fromisoformat(day), **words)
    log = keylog.read(log_folder())
    assert log.lines == () or keylog.check(log.lines, log.head) == []
    return done

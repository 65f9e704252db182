"""Lines of the key log about keys that are made here, and the one process that may write them."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from portal.anonymity import keylog
from portal.anonymity.blindrsa import PrivateKey
from portal.anonymity.encoding import b64u
from portal.core.settings import settings
from portal.people import issuance
from portal.voice import keys
from portal.voice.service import count_spent

# Tokens that act without being spent are known by marks under a pepper.
PEPPERED = ("support", "ballot")


@contextmanager
def alone() -> Iterator[None]:
    """Only one process at a time may turn the keys."""
    path = keys.keys_folder() / "turn.lock"
    path.touch(mode=0o600)
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def append(*lines: keylog.Line) -> None:
    """Append to the log of this data folder. Raises LogRefused, KeysUnavailable."""
    keylog.append(keys.log_folder(), issuance.folder().log_key(), *lines)


def find(kind: str, scope: str) -> keylog.KeyEntry | None:
    """The key of a scope; one that a restore has closed before its time makes room for another."""
    found = (one for one in keys.entries().values() if (one.kind, one.scope) == (kind, scope))
    return next((one for one in found if one.state != keylog.State.CLOSED), None)


@dataclass(frozen=True)
class Crowd:
    """For which kind, on which day, how many members there are, and the floor in force for them."""

    kind: str
    day: date
    roster: int
    floor: int


def published(scope: str, opens: date, crowd: Crowd) -> keylog.Published:
    """Make a key, keep its private half, and give the line that publishes it."""
    key, terms = PrivateKey.generate(), keylog.KINDS[crowd.kind]
    issuance.folder().add(key)
    if crowd.kind in PEPPERED:
        issuance.folder().add_pepper(key.kid)
    return keylog.Published(
        day=crowd.day.isoformat(),
        kind=crowd.kind,
        kid=key.kid,
        spki=b64u(key.spki),
        scope=scope,
        roster=crowd.roster,
        quota=terms.quota,
        cap=terms.cap,
        floor=crowd.floor,
        opens=opens.isoformat(),
        demo=settings().demo,
    )


def first_line(day: date) -> list[keylog.Line]:
    """What an empty log begins with; nothing for one that has begun."""
    if keys.log().lines:
        return []
    public = issuance.folder().log_key().public_key().public_bytes_raw()
    return [keylog.Log(day=day.isoformat(), key=b64u(public))]


def closed(entry: keylog.KeyEntry, day: date) -> keylog.Closed:
    """The line that closes a key, with how many of its tokens were issued and came back."""
    return keylog.Closed(
        day=day.isoformat(),
        kind=entry.kind,
        kid=entry.kid,
        issued=issuance.issued(entry.kid),
        redeemed=count_spent(entry.kid),
        roster=entry.roster,
    )

"""The life of posting keys: published, opened, retired, closed. A job, never a request."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from portal.anonymity import keylog
from portal.anonymity.blindrsa import PrivateKey
from portal.anonymity.encoding import b64u
from portal.anonymity.thresholds import floor_in_force
from portal.core import clock
from portal.core.directory import directory
from portal.core.settings import settings
from portal.people import issuance
from portal.voice import keys, schedule
from portal.voice.service import count_spent, last_fixed_slot

AHEAD = timedelta(days=7)
LEAST = timedelta(days=1)
REDEEMABLE = timedelta(days=7)


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process at a time may turn the keys."""
    with (keys.keys_folder() / "turn.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def turn(today: date | None = None, *, at_once: bool = False) -> list[str]:
    """Do whatever is due with posting keys today; what was done, a phrase each. Idempotent.

    `at_once` opens this epoch's key without the delay of publication; the log says `early`.
    """
    day = today or clock.today()
    roster = len(directory().roster())
    floor = floor_in_force(settings().floor[0], roster, demo=settings().demo)
    with _alone():
        done = _close(day)
        if floor is not None and roster >= floor:
            crowd = Crowd(day, roster, floor)
            done += _this_epoch(crowd, at_once=at_once)
            done += _next_epoch(crowd)
        else:
            done += _end_epoch(day)
        if done:
            issuance.rewrite(directory().roster(), live())
    return done


def live() -> dict[str, int]:
    """Keys whose allowances still count, each with its cap: a closed one until the next release.

    What came in on its last day is released only if enough members had collected.
    """
    last = (last_fixed_slot() or "")[:10]
    found = keys.entries().values()
    return {one.kid: one.cap for one in found if one.closed is None or one.closed >= last}


def _posting() -> list[keylog.KeyEntry]:
    return [entry for entry in keys.entries().values() if entry.kind == "post"]


def _of(epoch: str) -> keylog.KeyEntry | None:
    return next((entry for entry in _posting() if entry.scope == epoch), None)


def _append(*lines: keylog.Line) -> None:
    keylog.append(keys.log_folder(), issuance.folder().log_key(), *lines)


@dataclass(frozen=True)
class Crowd:
    """On which day how many members there are, and the floor that is in force for them."""

    day: date
    roster: int
    floor: int


def _published(epoch: str, opens: date, crowd: Crowd) -> keylog.Published:
    key = PrivateKey.generate()
    issuance.folder().add(key)
    terms = keylog.KINDS["post"]
    return keylog.Published(
        day=crowd.day.isoformat(),
        kind="post",
        kid=key.kid,
        spki=b64u(key.spki),
        scope=epoch,
        roster=crowd.roster,
        quota=terms.quota,
        cap=terms.cap,
        floor=crowd.floor,
        opens=opens.isoformat(),
        demo=settings().demo,
    )


def _first_line(day: date) -> list[keylog.Line]:
    if keys.log().lines:
        return []
    public = issuance.folder().log_key().public_key().public_bytes_raw()
    return [keylog.Log(day=day.isoformat(), key=b64u(public))]


def _this_epoch(crowd: Crowd, *, at_once: bool) -> list[str]:
    day = crowd.day
    epoch = schedule.epoch_of(settings(), day)
    entry = _of(epoch)
    if entry is None:
        line = _published(epoch, day, crowd)
        opened = keylog.Opened(day=day.isoformat(), kind="post", kid=line.kid, early=True)
        _append(*_first_line(day), line, *_retire(day), opened)
        return [f"opened {line.kid} for {epoch}, early"]
    if entry.state != keylog.State.PUBLISHED:
        return []
    ripe = day - date.fromisoformat(entry.day) >= LEAST
    if not ripe and not at_once:
        return []
    opened = keylog.Opened(day=day.isoformat(), kind="post", kid=entry.kid, early=not ripe)
    _append(*_retire(day), opened)
    return [f"opened {entry.kid} for {epoch}"]


def _next_epoch(crowd: Crowd) -> list[str]:
    day = crowd.day
    epoch = schedule.epoch_after(settings(), schedule.epoch_of(settings(), day))
    opens = schedule.epoch_starts(settings(), epoch)
    if opens - day > AHEAD or _of(epoch) is not None:
        return []
    line = _published(epoch, opens, crowd)
    _append(line)
    return [f"published {line.kid} for {epoch}"]


def _end_epoch(day: date) -> list[str]:
    """Retire the key of an epoch that is over though too few members are left for another."""
    epoch = schedule.epoch_of(settings(), day)
    over = [one for one in _posting() if one.state == keylog.State.OPEN and one.scope != epoch]
    if over:
        _append(*_retire(day))
    return [f"retired {entry.kid}" for entry in over]


def _retire(day: date) -> list[keylog.Line]:
    """Retire what is open; the private key goes first: the log must not claim too much."""
    lines: list[keylog.Line] = []
    for entry in _posting():
        if entry.state == keylog.State.OPEN:
            issuance.folder().destroy(entry.kid)
            lines.append(keylog.Retired(day=day.isoformat(), kind="post", kid=entry.kid))
    return lines


def _close(day: date) -> list[str]:
    done = []
    for entry in _posting():
        if entry.retired is None or entry.closed is not None:
            continue
        if day - date.fromisoformat(entry.retired) < REDEEMABLE:
            continue
        _append(
            keylog.Closed(
                day=day.isoformat(),
                kind="post",
                kid=entry.kid,
                issued=issuance.issued(entry.kid),
                redeemed=count_spent(entry.kid),
                roster=entry.roster,
            )
        )
        done.append(f"closed {entry.kid}")
    return done

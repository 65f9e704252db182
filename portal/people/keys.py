"""The life of standing keys: published, opened, retired, closed. A job, never a request."""

from datetime import date, timedelta

from portal.anonymity import keylog, loglines
from portal.anonymity.encoding import b64u
from portal.anonymity.thresholds import floor_in_force
from portal.core import clock
from portal.core.directory import directory
from portal.core.settings import settings
from portal.people import issuance, keylines
from portal.voice import keys, schedule
from portal.voice.service import last_fixed_slot

# One for an epoch, one for a quarter; sessions have keys of their own.
STANDING = ("post", "support")
AHEAD = timedelta(days=7)
LEAST = timedelta(days=1)
REDEEMABLE = timedelta(days=7)


def turn(today: date | None = None, *, at_once: bool = False) -> list[str]:
    """Do whatever is due with standing keys today; what was done, a phrase each. Idempotent.

    `at_once` opens what is current without the delay of publication; the log says `early`.
    """
    day = today or clock.today()
    with keylines.alone():
        done = [said for kind in STANDING for said in _turn(kind, day, at_once=at_once)]
        if done or issuance.lacks(live()):
            issuance.rewrite(directory().roster(), live())
    return done


def _turn(kind: str, day: date, *, at_once: bool) -> list[str]:
    roster = len(directory().roster())
    floor = floor_in_force(settings().floor[0], roster, demo=settings().demo)
    done = _close(kind, day)
    if floor is None or roster < floor:
        return done + _end_scope(kind, day)
    crowd = keylines.Crowd(kind, day, roster, floor)
    return [*done, *_current(crowd, at_once=at_once), *_coming(crowd)]


def live() -> dict[str, int]:
    """Keys whose allowances still count, each with its cap: a closed one until the next release.

    What came in on its last day is released only if enough members had collected.
    """
    last = (last_fixed_slot() or "")[:10]
    found = keys.entries().values()
    return {one.kid: one.cap for one in found if one.closed is None or one.closed >= last}


def _of_kind(kind: str) -> list[keylog.KeyEntry]:
    return [entry for entry in keys.entries().values() if entry.kind == kind]


def _current(crowd: keylines.Crowd, *, at_once: bool) -> list[str]:
    """Open the key of the scope in which the day lies; one that nobody published opens early."""
    kind, day = crowd.kind, crowd.day
    scope = schedule.scope_of(settings(), kind, day)
    entry = keylines.find(kind, scope)
    if entry is None:
        line = keylines.published(scope, day, crowd)
        opened = keylog.Opened(day=day.isoformat(), kind=kind, kid=line.kid, early=True)
        keylines.append(*keylines.first_line(day), line, *_retire(kind, day), opened)
        return [f"opened {line.kid} for {scope}, early"]
    if entry.state != keylog.State.PUBLISHED:
        return []
    ripe = day - date.fromisoformat(entry.day) >= LEAST
    if not ripe and not at_once:
        return []
    opened = keylog.Opened(day=day.isoformat(), kind=kind, kid=entry.kid, early=not ripe)
    keylines.append(*_retire(kind, day), opened)
    return [f"opened {entry.kid} for {scope}"]


def _coming(crowd: keylines.Crowd) -> list[str]:
    """Publish the next scope's key ahead of its first day: it can be collected from then on."""
    kind, day = crowd.kind, crowd.day
    scope = schedule.scope_after(settings(), kind, schedule.scope_of(settings(), kind, day))
    opens = schedule.scope_starts(settings(), kind, scope)
    if opens - day > AHEAD or keylines.find(kind, scope) is not None:
        return []
    line = keylines.published(scope, opens, crowd)
    keylines.append(line)
    return [f"published {line.kid} for {scope}"]


def _end_scope(kind: str, day: date) -> list[str]:
    """Retire the key of a scope that is over though too few members are left for another."""
    scope = schedule.scope_of(settings(), kind, day)
    over = [one for one in _of_kind(kind) if one.state == keylog.State.OPEN and one.scope != scope]
    if over:
        keylines.append(*_retire(kind, day))
    return [f"retired {entry.kid}" for entry in over]


def _retire(kind: str, day: date) -> list[keylog.Line]:
    """Retire what is open; the private key goes first: the log must not claim too much."""
    lines: list[keylog.Line] = []
    for entry in _of_kind(kind):
        if entry.state == keylog.State.OPEN:
            issuance.folder().destroy(entry.kid)
            lines.append(keylog.Retired(day=day.isoformat(), kind=kind, kid=entry.kid))
    return lines


def _close(kind: str, day: date) -> list[str]:
    """Close what was retired long enough; its pepper goes with it."""
    done = []
    for entry in _of_kind(kind):
        if entry.retired is None or entry.closed is not None:
            continue
        if day - date.fromisoformat(entry.retired) < REDEEMABLE:
            continue
        issuance.folder().destroy_pepper(entry.kid)
        keylines.append(keylines.closed(entry, day))
        done.append(f"closed {entry.kid}")
    return done


def end_all(reason: str) -> list[str]:
    """After a restore: destroy what signs and marks, and close every key in the log at once.

    What was spent since the backup is not known any more, so no token is taken again. Idempotent:
    a log that ends with a restore and its closings gets no second one. Returns the closed kids.
    """
    folder, day = issuance.folder(), clock.today()
    with keylines.alone():
        ending = [one for one in keys.entries().values() if one.state != keylog.State.CLOSED]
        for kid in {one.kid for one in ending} | folder.kids() | folder.peppers():
            folder.destroy(kid)
            folder.destroy_pepper(kid)
        folder.destroy_code_pepper()
        if ending or not _is_restored():
            restored = keylog.Restored(day=day.isoformat(), reason=reason)
            closings = [keylines.closed(entry, day) for entry in ending]
            keylines.append(*_lost_key(day), restored, *closings)
        issuance.rewrite(directory().roster(), live())
    return [entry.kid for entry in ending]


def _is_restored() -> bool:
    """True for an empty log, and for one in which nothing but closings followed a restore."""
    lines = (loglines.parse(raw).line for raw in reversed(keys.log().lines))
    last = next((line for line in lines if not isinstance(line, keylog.Closed)), None)
    return last is None or isinstance(last, keylog.Restored)


def _lost_key(day: date) -> list[keylog.Line]:
    """A line with a new key of the log, when the one that it names is lost with the keys folder."""
    known = keylog.log_key(keys.log().lines)
    public = issuance.folder().log_key().public_key().public_bytes_raw()
    return [] if public == known else [keylog.Log(day=day.isoformat(), key=b64u(public))]

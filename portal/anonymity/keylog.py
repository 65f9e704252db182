"""The public log of all keys: appended to, never rewound, closed by a signed head."""

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.anonymity import durable
from portal.anonymity.encoding import b64u, canonical
from portal.anonymity.logaudit import (
    FIRST_PREV,
    KeyEntry,
    Replay,
    State,
    digest,
    head_problems,
    read_head,
    signed_bytes,
)
from portal.anonymity.loglines import (
    KINDS,
    VERSION,
    Closed,
    Line,
    Log,
    Opened,
    Published,
    Release,
    Restored,
    Retired,
    write,
)

__all__ = [
    "KINDS",
    "Closed",
    "KeyEntry",
    "KeyLog",
    "Line",
    "Log",
    "LogRefused",
    "Opened",
    "Published",
    "Release",
    "Restored",
    "Retired",
    "State",
    "append",
    "check",
    "log_key",
    "longer",
    "put",
    "read",
    "split",
    "states",
]

PIN_DIGITS = 8
_LOG, _HEAD = "log.ndjson", "head.json"


class LogRefused(ValueError):
    """A line would break the log, or the log on disk is not the one its head closes."""


@dataclass(frozen=True, slots=True)
class KeyLog:
    """Whole lines without newlines, and the head as it is served (empty before the first line)."""

    lines: tuple[bytes, ...]
    head: bytes

    @property
    def raw(self) -> bytes:
        """The log as it is served: one line each, every newline written."""
        return b"".join(line + b"\n" for line in self.lines)

    @property
    def pin(self) -> str:
        """The first 8 hex digits of the last line's hash, for footers, slips and posters."""
        return digest(self.lines[-1])[:PIN_DIGITS] if self.lines else ""


def split(raw: bytes) -> tuple[bytes, ...]:
    """Cut the bytes of a log into lines; one without newline at the end counts as a line."""
    return tuple(raw.removesuffix(b"\n").split(b"\n")) if raw else ()


def states(lines: Iterable[bytes]) -> dict[str, KeyEntry]:
    """Give every key the log has published, by key id, in the state it has now."""
    return Replay(lines).keys


def log_key(lines: Iterable[bytes]) -> bytes:
    """Give the public key that signs the head of a log now; empty for an empty log."""
    return Replay(lines).log_key


def check(lines: Sequence[bytes], head: bytes, *, pin: str | None = None) -> list[str]:
    """Say what is wrong with a log and its head, as a browser would; nothing wrong: nothing said.

    `pin`: the first 8 hex digits, or more, of a head seen before, which this log must contain.
    """
    if not lines:
        return ["the log is empty"]
    replay = Replay(lines)
    problems = replay.problems + head_problems(head, lines, replay.log_key)
    if pin is not None and not _contains(lines, pin):
        problems.append("pin: this log does not go on from the head you saw")
    return problems


def read(folder: Path) -> KeyLog:
    """Read log and head as they belong together; an absent log is an empty one.

    After a crash the log may be longer than its head says; the next `append` heals that.
    """
    try:
        with (folder / _LOG).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            return KeyLog(_whole_lines(file), _read_head(folder))
    except FileNotFoundError:
        return KeyLog((), b"")


def longer(one: KeyLog, other: KeyLog) -> KeyLog:
    """Of two logs of which one goes on from the other, the longer; of equals the second.

    Raises LogRefused when they part, or when a head is not of its log: two histories are not for
    a program to choose from.
    """
    for log in (one, other):
        _check_extends(log.lines, log.head)
    short, long = sorted((one, other), key=lambda log: len(log.lines))
    pairs = zip(short.lines, long.lines, strict=False)
    parting = next((seq for seq, (a, b) in enumerate(pairs) if a != b), None)
    if parting is not None:
        raise LogRefused(f"the two key logs part at line {parting}")
    return long


def put(folder: Path, log: KeyLog) -> None:
    """Put a log in the place of a shorter one that it goes on from."""
    # The log first: one that is longer than its head is what a crash may leave.
    durable.replace(folder / _LOG, log.raw)
    if log.head:
        durable.replace(folder / _HEAD, log.head)


def append(folder: Path, key: Ed25519PrivateKey, *lines: Line) -> KeyLog:
    """Add lines, sign the new head, and give the log; on disk when this returns.

    First ends what a crash left: a torn last line goes, whole lines stay and the head follows
    them; without lines that is all it does. Raises LogRefused, and writes nothing, for a line
    that a browser would refuse, for another key than the log's, for a log its head does not fit.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(folder) as file:
        known = _whole_lines(file)
        _check_extends(known, _read_head(folder))
        grown = known + _chain(known, lines)
        _check_grown(known, grown, key)
        file.truncate(sum(len(line) + 1 for line in known))
        # Opened for appending: what is written goes to the end that was just cut clean.
        file.write(b"".join(line + b"\n" for line in grown[len(known) :]))
        file.flush()
        os.fsync(file.fileno())
        durable.settle(folder)
        return KeyLog(grown, _write_head(folder, key, grown))


def _contains(lines: Sequence[bytes], pin: str) -> bool:
    return len(pin) >= PIN_DIGITS and any(digest(line).startswith(pin) for line in lines)


@contextmanager
def _locked(folder: Path) -> Iterator[BinaryIO]:
    with (folder / _LOG).open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _whole_lines(file: BinaryIO) -> tuple[bytes, ...]:
    file.seek(0)
    raw = file.read()
    return split(raw[: raw.rfind(b"\n") + 1])


def _chain(known: Sequence[bytes], lines: Iterable[Line]) -> tuple[bytes, ...]:
    prev, fresh = digest(known[-1]) if known else FIRST_PREV, []
    for seq, line in enumerate(lines, start=len(known)):
        fresh.append(write(line, seq, prev))
        prev = digest(fresh[-1])
    return tuple(fresh)


def _check_extends(lines: Sequence[bytes], head: bytes) -> None:
    """Refuse to sign a log that lost or changed lines: that would be a second history."""
    if not head:
        return
    try:
        seq, last, _ = read_head(head)
    except ValueError as fault:
        raise LogRefused(f"the head on disk cannot be trusted: {fault}") from fault
    if seq >= len(lines) or digest(lines[seq]) != last:
        raise LogRefused("the key log on disk does not go on from its head")


def _check_grown(known: Sequence[bytes], grown: Sequence[bytes], key: Ed25519PrivateKey) -> None:
    before, after = Replay(known), Replay(grown)
    # A line cannot be taken back, so it is refused before it is written.
    if fresh := after.problems[len(before.problems) :]:
        raise LogRefused("; ".join(fresh))
    if grown and after.log_key != key.public_key().public_bytes_raw():
        raise LogRefused("this is not the key that the log names")


def _read_head(folder: Path) -> bytes:
    path = folder / _HEAD
    return path.read_bytes() if path.exists() else b""


def _write_head(folder: Path, key: Ed25519PrivateKey, lines: Sequence[bytes]) -> bytes:
    if not lines:
        return b""
    seq, last = len(lines) - 1, digest(lines[-1])
    sig = b64u(key.sign(signed_bytes(seq, last)))
    head = canonical({"v": VERSION, "seq": seq, "hash": last, "sig": sig})
    if _read_head(folder) != head:
        durable.replace(folder / _HEAD, head)
    return head

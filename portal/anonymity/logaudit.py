"""Reading the key log from its first line on, as a browser does that trusts nobody."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from portal.anonymity.blindrsa import PublicKey
from portal.anonymity.encoding import unb64u
from portal.anonymity.loglines import (
    KINDS,
    VERSION,
    Chained,
    Closed,
    Line,
    Log,
    Opened,
    Published,
    Release,
    Restored,
    Retired,
    parse,
)
from portal.anonymity.thresholds import SMALL

MODULUS_BITS = 3072
EXPONENT = 65537
FIRST_PREV = "0" * 64


class State(StrEnum):
    """The life of a key."""

    PUBLISHED = "published"
    OPEN = "open"
    RETIRED = "retired"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class KeyEntry(Published):
    """A published key and what became of it; `day` is the day it was published."""

    state: State = State.PUBLISHED
    opened: str | None = None
    retired: str | None = None
    closed: str | None = None


def digest(line: bytes) -> str:
    """Hash a line without its newline, in hex: the next line's `prev`, or the head's `hash`."""
    return hashlib.sha256(line).hexdigest()


def signed_bytes(seq: int, last: str) -> bytes:
    """Give what a head signs: "portal/head/1" || seq as 8 bytes || the last line's raw hash."""
    return b"portal/head/1" + seq.to_bytes(8, "big") + bytes.fromhex(last)


def head_problems(head: bytes, lines: Sequence[bytes], log_key: bytes) -> list[str]:
    """Compare a head with the log it should close; the key is the one the log names."""
    try:
        seq, last, sig = read_head(head)
    except ValueError as fault:
        return [f"head: {fault}"]
    problems = []
    if (seq, last) != (len(lines) - 1, digest(lines[-1])):
        problems.append("head: it does not name the last line of the log")
    try:
        Ed25519PublicKey.from_public_bytes(log_key).verify(sig, signed_bytes(seq, last))
    except (ValueError, InvalidSignature):
        problems.append("head: the signature is not of the key that the log names")
    return problems


def read_head(head: bytes) -> tuple[int, str, bytes]:
    """Take a head apart: number and hex hash of the last line, signature; raises ValueError."""
    try:
        found = json.loads(head)
        seq, last, sig = found["seq"], found["hash"], unb64u(found["sig"], 64)
        version, count = found["v"], len(found)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ValueError("it cannot be read") from None
    if count != 4 or version != VERSION or type(seq) is not int or not 0 <= seq < 2**53:
        raise ValueError("it has unknown fields or values")
    if not isinstance(last, str) or not re.fullmatch(r"[0-9a-f]{64}", last):
        raise ValueError("its hash is not 64 hex digits")
    return seq, last, sig


class Replay:
    """The log as it stands after the lines so far: its keys, and what is wrong with it."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        """Read all lines; what is wrong goes to `problems`, nothing is raised."""
        self.keys: dict[str, KeyEntry] = {}
        self.log_key = b""
        self.problems: list[str] = []
        self._prev = FIRST_PREV
        self._batch = -1
        self._excused: set[str] = set()
        for seq, raw in enumerate(lines):
            self.problems += [f"line {seq}: {text}" for text in self._take(seq, raw)]
            self._prev = digest(raw)

    def _take(self, seq: int, raw: bytes) -> Iterator[str]:
        try:
            found = parse(raw)
        except ValueError as fault:
            yield str(fault)
            return
        yield from self._misplaced(seq, found)
        yield from self._rules[type(found.line)](self, found.line)

    def _misplaced(self, seq: int, found: Chained) -> Iterator[str]:
        if found.seq != seq:
            yield f"numbered {found.seq}"
        if found.prev != self._prev:
            yield "the chain is broken: prev is not the hash of the line before"
        if seq == 0 and not isinstance(found.line, Log):
            yield "the first line must name the key of the log"

    def _log(self, line: Log) -> Iterator[str]:
        self.log_key = unb64u(line.key, 32)
        yield from ()

    def _published(self, line: Published) -> Iterator[str]:
        yield from _wrong_key(line)
        yield from _wrong_terms(line)
        if line.kid in self.keys:
            yield "this key was published before"
            return
        self.keys[line.kid] = KeyEntry(**asdict(line))

    def _opened(self, line: Opened) -> Iterator[str]:
        entry = self.keys.get(line.kid)
        yield from _wrong_state(entry, line.kind, {State.PUBLISHED})
        if entry is None:
            return
        if not line.early and not KINDS[entry.kind].of_session and _hurried(entry, line.day):
            yield "opened before its time without saying so"
        if any(_rivals(entry, other) for other in self.keys.values()):
            yield f"two open {entry.kind} keys: each would split the crowd"
        self.keys[line.kid] = replace(entry, state=State.OPEN, opened=line.day)

    def _retired(self, line: Retired) -> Iterator[str]:
        entry = self.keys.get(line.kid)
        yield from _wrong_state(entry, line.kind, {State.OPEN})
        if entry is not None:
            self.keys[line.kid] = replace(entry, state=State.RETIRED, retired=line.day)

    def _closed(self, line: Closed) -> Iterator[str]:
        entry = self.keys.get(line.kid)
        excused = line.kid in self._excused
        before = {State.PUBLISHED, State.RETIRED}
        if excused or KINDS[line.kind].of_session:
            before |= {State.OPEN}
        yield from _wrong_state(entry, line.kind, before)
        if line.redeemed > line.issued and not excused:
            yield "more tokens came back than were issued"
        if entry is not None:
            self.keys[line.kid] = replace(entry, state=State.CLOSED, closed=line.day)

    def _release(self, line: Release) -> Iterator[str]:
        if line.batch <= self._batch:
            yield "a release that is not later than the one before"
        self._batch = line.batch

    def _restored(self, _: Restored) -> Iterator[str]:
        self._excused = set(self.keys)
        self._batch = -1
        yield from ()

    _rules: ClassVar[dict[type[Line], Callable[["Replay", Any], Iterator[str]]]] = {
        Log: _log,
        Published: _published,
        Opened: _opened,
        Retired: _retired,
        Closed: _closed,
        Release: _release,
        Restored: _restored,
    }


def _wrong_key(line: Published) -> Iterator[str]:
    try:
        public = PublicKey.from_spki(unb64u(line.spki))
    except ValueError:
        yield "its key cannot be read"
        return
    if public.kid != line.kid:
        yield "its key id is not the hash of its key"
    if public.n.bit_length() != MODULUS_BITS or public.e != EXPONENT:
        yield "a key of the wrong size"


def _wrong_terms(line: Published) -> Iterator[str]:
    terms = KINDS[line.kind]
    if (line.quota, line.cap) != (terms.quota, terms.cap):
        yield "not the quota and cap of its kind"
    if line.floor < SMALL and not line.demo:
        yield f"a floor under {SMALL}"
    if line.roster < line.floor:
        yield "a roster under the floor"


def _wrong_state(entry: KeyEntry | None, kind: str, expected: set[State]) -> Iterator[str]:
    if entry is None:
        yield "a key that is not in the log"
        return
    if entry.kind != kind:
        yield f"this key is of kind {entry.kind}"
    if entry.state not in expected:
        yield f"cannot follow for a key that is {entry.state}"


def _hurried(entry: KeyEntry, day: str) -> bool:
    return day <= entry.day or day < entry.opens


def _rivals(entry: KeyEntry, other: KeyEntry) -> bool:
    same_crowd = entry.kind == other.kind and (entry.kind == "post" or entry.scope == other.scope)
    return same_crowd and other.state == State.OPEN and other.kid != entry.kid

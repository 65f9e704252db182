"""The seven kinds of line in the key log: their fields, their one spelling, their limits."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, ClassVar

from portal.anonymity.encoding import canonical, unb64u

VERSION = 1


@dataclass(frozen=True)
class Terms:
    """What holds for every key of a kind: signatures a request, signatures a member, its scope."""

    quota: int
    cap: int
    scope: str
    of_session: bool = False


_MONTH_OR_WEEK = r"\d{4}-(0[1-9]|1[0-2]|W(0[1-9]|[1-4]\d|5[0-3]))"
KINDS = {
    "post": Terms(10, 30, _MONTH_OR_WEEK),
    "support": Terms(1, 2, r"\d{4}-Q[1-4]"),
    "card": Terms(20, 40, r"[a-z2-7]{26}", of_session=True),
    "ballot": Terms(1, 1, r"[a-z2-7]{26}", of_session=True),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """What stands in a line beside `v`, `seq`, `prev` and `type`; `day` is YYYY-MM-DD."""

    type: ClassVar[str]
    day: str


@dataclass(frozen=True, kw_only=True)
class Log(Line):
    """The Ed25519 key (b64u) that signs the heads from here on; the first line is one."""

    type = "log"
    key: str


@dataclass(frozen=True, kw_only=True)
class Published(Line):
    """A signer's key with all its terms, before it is used; `opens` is a day."""

    type = "published"
    kind: str
    kid: str
    spki: str
    scope: str
    roster: int
    quota: int
    cap: int
    floor: int
    opens: str
    demo: bool


@dataclass(frozen=True, kw_only=True)
class Opened(Line):
    """Tokens of this key are taken from now on; `early`: before the published delay was over."""

    type = "opened"
    kind: str
    kid: str
    early: bool


@dataclass(frozen=True, kw_only=True)
class Retired(Line):
    """The private key is destroyed; tokens are still taken for a while."""

    type = "retired"
    kind: str
    kid: str


@dataclass(frozen=True, kw_only=True)
class Closed(Line):
    """Nothing more is taken: so many signatures were given, so many came back."""

    type = "closed"
    kind: str
    kid: str
    issued: int
    redeemed: int
    roster: int


@dataclass(frozen=True, kw_only=True)
class Release(Line):
    """A fixed release, by the hex root over what it moved and what was decided."""

    type = "release"
    batch: int
    root: str


@dataclass(frozen=True, kw_only=True)
class Restored(Line):
    """The stores were put back from a backup; counts before it need not add up."""

    type = "restored"
    reason: str


@dataclass(frozen=True)
class Chained:
    """A line in its place: number and hash of the line before."""

    seq: int
    prev: str
    line: Line


_TYPES: dict[str, type[Line]] = {
    kind.type: kind for kind in (Log, Published, Opened, Retired, Closed, Release, Restored)
}
_COMMON = {"v": int, "seq": int, "prev": str, "type": str}


def write(line: Line, seq: int, prev: str) -> bytes:
    """Spell a line in canonical JSON, without its newline."""
    common = {"v": VERSION, "seq": seq, "prev": prev, "type": line.type}
    return canonical(common | asdict(line))


def parse(raw: bytes) -> Chained:
    """Read a line back; raises ValueError with the reason for what `write` would not write."""
    found = _object(raw)
    shape = _TYPES.get(str(found.get("type")))
    if shape is None:
        raise ValueError("unknown type")
    _check_fields(found, shape)
    if canonical(found) != raw:
        raise ValueError("not in canonical spelling")
    if found["v"] != VERSION:
        raise ValueError("unknown version")
    line = shape(**{field.name: found[field.name] for field in fields(shape)})
    return Chained(found["seq"], found["prev"], line)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - the bytes are wrong, not their type
    return found


def _check_fields(found: dict[str, Any], shape: type[Line]) -> None:
    types = _COMMON | {field.name: field.type for field in fields(shape)}
    if found.keys() != types.keys():
        raise ValueError("unknown or missing fields")
    for name, kind in types.items():
        # Exactly that type: to Python True is an int as well.
        if type(found[name]) is not kind or not _fits(name, found):
            raise ValueError(f"{name} has no possible value")


def _fits(name: str, found: dict[str, Any]) -> bool:
    try:
        return _POSSIBLE.get(name, _any_text)(found[name], found)
    except ValueError:
        return False


def _day(value: str, _: dict[str, Any]) -> bool:
    return date.fromisoformat(value).isoformat() == value


def _hash(value: str, _: dict[str, Any]) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", value) is not None


def _count(value: int, _: dict[str, Any]) -> bool:
    return 0 <= value < 2**53


def _scope(value: str, found: dict[str, Any]) -> bool:
    terms = KINDS.get(found["kind"])
    return terms is not None and re.fullmatch(terms.scope, value) is not None


def _any_text(value: Any, _: dict[str, Any]) -> bool:
    return bool(value != "")


_POSSIBLE: dict[str, Callable[[Any, dict[str, Any]], bool]] = {
    "day": _day,
    "opens": _day,
    "prev": _hash,
    "root": _hash,
    "kind": lambda value, _: value in KINDS,
    "scope": _scope,
    "kid": lambda value, _: bool(unb64u(value, 16)),
    "key": lambda value, _: bool(unb64u(value, 32)),
    "spki": lambda value, _: bool(unb64u(value)),
    **dict.fromkeys(("v", "seq", "roster", "quota", "cap", "floor", "batch"), _count),
    **dict.fromkeys(("issued", "redeemed"), _count),
}
